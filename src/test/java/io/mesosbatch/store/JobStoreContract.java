package io.mesosbatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.store.JobDraft.Accepted;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.TaskPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does. */
public abstract class JobStoreContract {
  protected JobStore store;

  /** An empty store. */
  protected abstract JobStore open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    if (store != null) {
      store.close();
    }
  }

  protected static Job header(String id) {
    return Job.newBuilder().setId(id).setName("name of " + id).setPriority(7).build();
  }

  protected static Optional<SourceKey> source(String value) {
    return Optional.of(new SourceKey(value));
  }

  protected Accepted accept(String id, int tasks, Optional<SourceKey> source) {
    try (JobDraft draft = store.draft()) {
      for (int i = 0; i < tasks; i++) {
        draft.add(new TaskSpec(Tasks.task("t" + i)));
      }
      return draft.commit(header(id), source, "list of " + id, 1_000);
    }
  }

  protected long job(String id, int tasks) {
    return accept(id, tasks, Optional.empty()).job().number();
  }

  private TaskRecord task(TaskKey key) {
    return store.tasks(List.of(key)).get(key);
  }

  private List<TaskRecord> all(long job) {
    List<TaskRecord> all = new ArrayList<>();
    store.forEachTask(job, all::add);
    return all;
  }

  private static TaskStatus status(TaskState state) {
    return Tasks.status("t0.j.0.1", state);
  }

  private void run(TaskKey key, Phase outcome) {
    TaskStatus last =
        status(outcome == Phase.FINISHED ? TaskState.TASK_FINISHED : TaskState.TASK_FAILED);
    store.commit(
        List.of(
            Tasks.launched(key, 1, 10),
            new Change.Updated(key, 1, status(TaskState.TASK_RUNNING), 20),
            new Change.AttemptEnded(key, 1, last, false, 30),
            new Change.TaskEnded(key, outcome, 30)));
  }

  private void end(long job, long at) {
    store.commit(List.of(new Change.JobEnded(job, Phase.FINISHED, at)));
  }

  @Test
  void anEmptyStoreHasNothing() {
    assertThat(store.frameworkId()).isEmpty();
    assertThat(store.unfinished()).isEmpty();
    assertThat(store.unreported()).isEmpty();
    assertThat(store.jobs(0, 10)).isEmpty();
    assertThat(store.job("none")).isEmpty();
    assertThat(store.job(1)).isEmpty();
    assertThat(store.counts(1)).isEmpty();
    assertThat(store.tasks(List.of(new TaskKey(1, 0)))).isEmpty();
    assertThat(store.tasks(List.of())).isEmpty();
    assertThat(store.tasks(1, Set.of(Phase.PENDING), 0, 10)).isEmpty();
    assertThat(all(1)).isEmpty();
    store.commit(List.of());
    store.reported(1);
    assertThat(store.prune(Long.MAX_VALUE)).isZero();
  }

  @Test
  void aJobIsStoredAsItWasGiven() {
    Accepted accepted = accept("a", 3, source("digest"));
    assertThat(accepted.isNew()).isTrue();
    JobRecord job = accepted.job();
    assertThat(job.id()).isEqualTo("a");
    assertThat(job.tasks()).isEqualTo(3);
    assertThat(job.phase()).isEqualTo(Phase.PENDING);
    assertThat(job.header()).isEqualTo(header("a"));
    assertThat(job.source()).isEqualTo(source("digest"));
    assertThat(job.origin()).isEqualTo("list of a");
    assertThat(job.submittedAt()).isEqualTo(1_000);
    assertThat(job.endedAt()).isZero();
    assertThat(store.job("a")).contains(job);
    assertThat(store.job(job.number())).contains(job);
    assertThat(store.unfinished()).containsExactly(job);
    assertThat(store.counts(job.number())).isEqualTo(Map.of(Phase.PENDING, 3));
    assertThat(all(job.number()))
        .extracting(task -> task.spec().id())
        .containsExactly("t0", "t1", "t2");
    assertThat(all(job.number()))
        .allSatisfy(
            task -> {
              assertThat(task.phase()).isEqualTo(Phase.PENDING);
              assertThat(task.notBefore()).isZero();
              assertThat(task.attempts()).isEmpty();
            });
  }

  @Test
  void everyFieldOfATaskIsKept() {
    TaskInfo info =
        Tasks.task("with-data").toBuilder()
            .setData(ByteString.copyFrom(new byte[] {0, 1, (byte) 200}))
            .buildPartial();
    TaskSpec withPolicy =
        new TaskSpec(info, TaskPolicy.newBuilder().setKillAfter("10secs").build());
    long number;
    try (JobDraft draft = store.draft()) {
      draft.add(withPolicy);
      draft.add(new TaskSpec(Tasks.task("plain")));
      number = draft.commit(header("a"), Optional.empty(), "", 1).job().number();
    }
    assertThat(task(new TaskKey(number, 0)).spec()).isEqualTo(withPolicy);
    assertThat(task(new TaskKey(number, 1)).spec())
        .isEqualTo(new TaskSpec(Tasks.task("plain"), TaskPolicy.getDefaultInstance()));
  }

  @Test
  void tasksOfAnySizeAreKept() {
    Random random = new Random(1);
    List<TaskSpec> specs = new ArrayList<>();
    for (int size : new int[] {0, 10, 100_000, 3_000_000, 5, 2_000_000}) {
      byte[] data = new byte[size];
      random.nextBytes(data);
      specs.add(
          new TaskSpec(
              Tasks.task("of-" + size).toBuilder()
                  .setData(ByteString.copyFrom(data))
                  .buildPartial()));
    }
    long number;
    try (JobDraft draft = store.draft()) {
      specs.forEach(draft::add);
      number = draft.commit(header("a"), Optional.empty(), "", 1).job().number();
    }
    assertThat(all(number)).extracting(TaskRecord::spec).containsExactlyElementsOf(specs);
    assertThat(task(new TaskKey(number, 3)).spec()).isEqualTo(specs.get(3));
  }

  @Test
  void aJobWithoutTasksIsAJob() {
    long number = job("empty", 0);
    assertThat(all(number)).isEmpty();
    assertThat(store.counts(number)).isEmpty();
    end(number, 5);
    assertThat(store.unreported()).hasSize(1);
  }

  @Test
  void aDraftThatIsNotCommittedNeverWas() {
    try (JobDraft draft = store.draft()) {
      for (int i = 0; i < 1_000; i++) {
        draft.add(new TaskSpec(Tasks.task("t" + i)));
      }
    }
    assertThat(store.jobs(0, 10)).isEmpty();
    assertThat(store.unfinished()).isEmpty();
    assertThat(job("a", 2)).isPositive();
  }

  @Test
  void theSameSourceAgainIsTheSameJob() {
    JobRecord first = accept("a", 2, source("s3://bucket/key/etag")).job();
    run(new TaskKey(first.number(), 0), Phase.FINISHED);
    Accepted again = accept("b", 2, source("s3://bucket/key/etag"));
    assertThat(again.isNew()).isFalse();
    assertThat(again.job()).isEqualTo(first);
    assertThat(store.job("b")).isEmpty();
    assertThat(store.jobs(0, 10)).containsExactly(first);
    assertThat(task(new TaskKey(first.number(), 0)).phase()).isEqualTo(Phase.FINISHED);
  }

  @Test
  void aLongSourceKeyIsKnownAgain() {
    String key = "x".repeat(5_000) + "\0é\uD83D\uDE00";
    assertThat(accept("a", 1, source(key)).isNew()).isTrue();
    assertThat(accept("b", 1, source(key)).isNew()).isFalse();
    assertThat(accept("c", 1, source(key + "y")).isNew()).isTrue();
  }

  @Test
  void anIdIsUsedOnce() {
    long number = job("a", 1);
    assertThatThrownBy(() -> accept("a", 1, source("elsewhere")))
        .isInstanceOf(DuplicateJobException.class)
        .hasMessageContaining("\"a\"");
    assertThat(store.jobs(0, 10)).hasSize(1);
    assertThat(store.job("a").orElseThrow().number()).isEqualTo(number);
    assertThat(accept("b", 1, source("elsewhere")).isNew()).isTrue();
  }

  @Test
  void theFrameworkIdIsKeptAndForgotten() {
    store.commit(List.of(new Change.FrameworkIdentified("f-1", 1)));
    assertThat(store.frameworkId()).contains("f-1");
    store.commit(List.of(new Change.FrameworkIdentified("f-2", 2)));
    assertThat(store.frameworkId()).contains("f-2");
    store.commit(List.of(new Change.FrameworkForgotten("removed", 3)));
    assertThat(store.frameworkId()).isEmpty();
  }

  @Test
  void anAttemptIsFollowedFromItsLaunchToItsEnd() {
    TaskKey key = new TaskKey(job("a", 2), 1);
    store.commit(List.of(Tasks.launched(key, 1, 10)));
    TaskRecord launched = task(key);
    assertThat(launched.phase()).isEqualTo(Phase.LAUNCHED);
    AttemptRecord attempt = launched.attempts().get(0);
    assertThat(attempt.number()).isEqualTo(1);
    assertThat(attempt.hostname()).isEqualTo("agent17.example.org");
    assertThat(attempt.agentUrl()).isEqualTo("http://agent17.example.org:5051");
    assertThat(attempt.agentId()).endsWith("-S17");
    assertThat(attempt.launchedAt()).isEqualTo(10);
    assertThat(attempt.runningAt()).isZero();
    assertThat(attempt.endedAt()).isZero();
    assertThat(attempt.last()).isEmpty();
    assertThat(attempt.free()).isFalse();

    store.commit(List.of(new Change.Updated(key, 1, status(TaskState.TASK_STARTING), 15)));
    assertThat(task(key).phase()).isEqualTo(Phase.LAUNCHED);
    assertThat(task(key).attempts().get(0).last()).contains(status(TaskState.TASK_STARTING));

    store.commit(List.of(new Change.Updated(key, 1, status(TaskState.TASK_RUNNING), 20)));
    store.commit(List.of(new Change.Updated(key, 1, status(TaskState.TASK_RUNNING), 25)));
    assertThat(task(key).phase()).isEqualTo(Phase.RUNNING);
    assertThat(task(key).attempts().get(0).runningAt()).isEqualTo(20);

    store.commit(List.of(new Change.Updated(key, 1, status(TaskState.TASK_UNREACHABLE), 27)));
    assertThat(task(key).phase()).isEqualTo(Phase.RUNNING);

    TaskStatus finished = status(TaskState.TASK_FINISHED);
    store.commit(
        List.of(
            new Change.AttemptEnded(key, 1, finished, false, 30),
            new Change.TaskEnded(key, Phase.FINISHED, 30)));
    TaskRecord ended = task(key);
    assertThat(ended.phase()).isEqualTo(Phase.FINISHED);
    assertThat(ended.attempts().get(0).endedAt()).isEqualTo(30);
    assertThat(ended.attempts().get(0).runningAt()).isEqualTo(20);
    assertThat(ended.attempts().get(0).last()).contains(finished);
    assertThat(store.counts(key.job())).isEqualTo(Map.of(Phase.PENDING, 1, Phase.FINISHED, 1));
  }

  @Test
  void everyAttemptIsKept() {
    TaskKey key = new TaskKey(job("a", 1), 0);
    TaskStatus lost = status(TaskState.TASK_LOST);
    store.commit(
        List.of(
            Tasks.launched(key, 1, 10),
            new Change.AttemptEnded(key, 1, lost, true, 11),
            new Change.Requeued(key, 50, 11)));
    assertThat(task(key).phase()).isEqualTo(Phase.PENDING);
    assertThat(task(key).notBefore()).isEqualTo(50);
    TaskStatus failed = status(TaskState.TASK_FAILED);
    store.commit(
        List.of(
            Tasks.launched(key, 2, 51),
            new Change.Updated(key, 2, status(TaskState.TASK_RUNNING), 52),
            new Change.AttemptEnded(key, 2, failed, false, 53),
            new Change.Requeued(key, 60, 53),
            Tasks.launched(key, 3, 61)));
    TaskRecord task = task(key);
    assertThat(task.phase()).isEqualTo(Phase.LAUNCHED);
    assertThat(task.notBefore()).isZero();
    assertThat(task.attempts()).extracting(AttemptRecord::number).containsExactly(1, 2, 3);
    assertThat(task.attempts())
        .extracting(AttemptRecord::launchedAt)
        .containsExactly(10L, 51L, 61L);
    assertThat(task.attempts()).extracting(AttemptRecord::endedAt).containsExactly(11L, 53L, 0L);
    assertThat(task.attempts()).extracting(AttemptRecord::free).containsExactly(true, false, false);
    assertThat(task.attempts())
        .extracting(AttemptRecord::last)
        .containsExactly(Optional.of(lost), Optional.of(failed), Optional.empty());
    assertThat(all(key.job())).containsExactly(task);
  }

  @Test
  void aTaskMayEndWithoutAnAttempt() {
    TaskKey key = new TaskKey(job("a", 2), 0);
    store.commit(List.of(new Change.TaskEnded(key, Phase.KILLED, 5)));
    assertThat(task(key).phase()).isEqualTo(Phase.KILLED);
    assertThat(task(key).attempts()).isEmpty();
    assertThat(store.counts(key.job())).isEqualTo(Map.of(Phase.PENDING, 1, Phase.KILLED, 1));
  }

  @Test
  void whyATaskEndedIsKept() {
    TaskKey key = new TaskKey(job("a", 3), 0);
    store.commit(List.of(new Change.TaskEnded(key, Phase.SKIPPED, "t1 failed", 5)));
    assertThat(task(key).phase()).isEqualTo(Phase.SKIPPED);
    assertThat(task(key).reason()).isEqualTo("t1 failed");
    assertThat(task(new TaskKey(key.job(), 1)).reason()).isEmpty();
    assertThat(store.counts(key.job())).isEqualTo(Map.of(Phase.PENDING, 2, Phase.SKIPPED, 1));
  }

  @Test
  void aStoppedJobIsKnownAsSuch() {
    long number = job("a", 1);
    assertThat(store.job("a").orElseThrow().stop()).isEmpty();
    store.commit(List.of(new Change.JobStopped(number, Phase.KILLED, "killed by a user", 9)));
    assertThat(store.unfinished().get(0).stop())
        .contains(new JobStop(Phase.KILLED, "killed by a user", 9));
    end(number, 10);
    assertThat(store.job(number).orElseThrow().stop()).isPresent();
    assertThat(store.unreported()).hasSize(1);
  }

  @Test
  void aJobEndsAndIsReportedOnce() {
    long first = job("a", 1);
    long second = job("b", 1);
    end(second, 40);
    end(first, 50);
    assertThat(store.unfinished()).isEmpty();
    assertThat(store.unreported())
        .extracting(JobRecord::number, JobRecord::phase, JobRecord::endedAt)
        .containsExactly(tuple(second, Phase.FINISHED, 40L), tuple(first, Phase.FINISHED, 50L));
    store.reported(second);
    store.reported(second);
    assertThat(store.unreported()).extracting(JobRecord::number).containsExactly(first);
  }

  @Test
  void jobsAreListedNewestFirstInPages() {
    List<Long> numbers = IntStream.range(0, 5).mapToObj(i -> job("j" + i, 1)).toList();
    assertThat(numbers).isSorted().doesNotHaveDuplicates();
    assertThat(store.jobs(0, 2)).extracting(JobRecord::id).containsExactly("j4", "j3");
    assertThat(store.jobs(2, 10)).extracting(JobRecord::id).containsExactly("j2", "j1", "j0");
    assertThat(store.jobs(5, 10)).isEmpty();
    assertThat(store.unfinished()).extracting(JobRecord::number).isEqualTo(numbers);
  }

  @Test
  void tasksAreFoundByPhaseInTheOrderOfTheList() {
    long number = job("a", 300);
    for (int i = 0; i < 300; i += 3) {
      run(new TaskKey(number, i), i % 2 == 0 ? Phase.FINISHED : Phase.FAILED);
    }
    assertThat(store.counts(number))
        .isEqualTo(Map.of(Phase.PENDING, 200, Phase.FINISHED, 50, Phase.FAILED, 50));
    assertThat(indexes(number, Set.of(Phase.FAILED), 1, 2)).containsExactly(9, 15);
    assertThat(indexes(number, Set.of(Phase.FAILED, Phase.FINISHED), 2, 3))
        .containsExactly(6, 9, 12);
    assertThat(indexes(number, Set.of(Phase.PENDING), 3, 3)).containsExactly(5, 7, 8);
    assertThat(indexes(number, Set.of(Phase.PENDING, Phase.FAILED), 198, 4))
        .containsExactly(238, 239, 241, 242);
    assertThat(indexes(number, Set.of(Phase.PENDING), 199, 10)).containsExactly(299);
    assertThat(indexes(number, Set.of(Phase.PENDING), 200, 10)).isEmpty();
    assertThat(indexes(number, Set.of(Phase.RUNNING), 0, 10)).isEmpty();
    assertThat(indexes(number, Set.of(), 0, 10)).isEmpty();
    assertThat(indexes(number, Set.of(Phase.PENDING), 0, 0)).isEmpty();
  }

  private List<Integer> indexes(long job, Set<Phase> phases, int offset, int limit) {
    return store.tasks(job, phases, offset, limit).stream().map(t -> t.key().index()).toList();
  }

  @Test
  void tasksAreFoundByKeysOfSeveralJobs() {
    long first = job("a", 5_000);
    long second = job("b", 100);
    List<TaskKey> keys = new ArrayList<>();
    for (int i = 4_999; i >= 0; i -= 2) {
      keys.add(new TaskKey(first, i));
    }
    keys.add(new TaskKey(second, 99));
    keys.add(new TaskKey(second, 100));
    keys.add(new TaskKey(second + 1, 0));
    run(keys.get(7), Phase.FINISHED);
    Map<TaskKey, TaskRecord> found = store.tasks(keys);
    assertThat(found.keySet()).containsExactlyElementsOf(keys.subList(0, keys.size() - 2));
    found.forEach(
        (key, task) -> {
          assertThat(task.key()).isEqualTo(key);
          assertThat(task.spec().id()).isEqualTo("t" + key.index());
        });
    assertThat(found.get(keys.get(7)).phase()).isEqualTo(Phase.FINISHED);
  }

  @Test
  void aLongListKeepsItsOrder() {
    int tasks = 70_001;
    long number = job("long", tasks);
    int[] next = {0};
    store.forEachTask(
        number,
        task -> {
          assertThat(task.key().index()).isEqualTo(next[0]);
          assertThat(task.spec().id()).isEqualTo("t" + next[0]);
          next[0]++;
        });
    assertThat(next[0]).isEqualTo(tasks);
    assertThat(task(new TaskKey(number, tasks - 1)).spec().id()).isEqualTo("t70000");
  }

  @Test
  void manyChangesAreOneCommit() {
    int tasks = 30_000;
    long number = job("a", tasks);
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      TaskKey key = new TaskKey(number, i);
      changes.add(Tasks.launched(key, 1, 10));
      changes.add(new Change.Updated(key, 1, status(TaskState.TASK_RUNNING), 20));
    }
    store.commit(changes);
    store.commit(
        IntStream.range(0, tasks)
            .mapToObj(i -> (Change) new Change.TaskEnded(new TaskKey(number, i), Phase.FINISHED, 9))
            .toList());
    assertThat(store.counts(number)).isEqualTo(Map.of(Phase.FINISHED, tasks));
  }

  @Test
  void oldJobsArePrunedAndTheirSourcesStayKnownForAWhile() {
    long old = accept("old", 200, source("old")).job().number();
    long unreported = accept("unreported", 1, source("unreported")).job().number();
    long young = accept("young", 1, source("young")).job().number();
    long running = accept("running", 1, source("running")).job().number();
    run(new TaskKey(old, 150), Phase.FINISHED);
    store.commit(
        List.of(
            new Change.JobEnded(old, Phase.FAILED, 100),
            new Change.JobEnded(unreported, Phase.FINISHED, 100),
            new Change.JobEnded(young, Phase.FINISHED, 200)));
    store.reported(old);
    store.reported(young);

    assertThat(store.prune(200)).isEqualTo(1);
    assertThat(store.job(old)).isEmpty();
    assertThat(store.job("old")).isEmpty();
    assertThat(all(old)).isEmpty();
    assertThat(store.tasks(List.of(new TaskKey(old, 150)))).isEmpty();
    assertThat(store.counts(old)).isEmpty();
    assertThat(store.tasks(old, Set.of(Phase.PENDING), 0, 1)).isEmpty();
    assertThat(store.jobs(0, 10))
        .extracting(JobRecord::number)
        .containsExactly(running, young, unreported);
    assertThat(store.unreported()).extracting(JobRecord::number).containsExactly(unreported);
    assertThat(store.unfinished()).extracting(JobRecord::number).containsExactly(running);

    Accepted late = accept("late", 1, source("old"));
    assertThat(late.isNew()).isFalse();
    assertThat(late.job().number()).isEqualTo(old);
    assertThat(late.job().phase()).isEqualTo(Phase.FAILED);
    assertThatThrownBy(() -> job("old", 1)).isInstanceOf(DuplicateJobException.class);

    assertThat(store.prune(100 + JobStore.SOURCES_KEPT.toMillis())).isEqualTo(1);
    assertThat(accept("late", 1, source("old")).isNew()).as("at the limit").isFalse();
    assertThat(store.prune(101 + JobStore.SOURCES_KEPT.toMillis())).isZero();
    Accepted forgotten = accept("old", 1, source("old"));
    assertThat(forgotten.isNew()).isTrue();
    assertThat(forgotten.job().number()).isGreaterThan(running);
    assertThat(store.job(running)).isPresent();
    assertThat(store.job(unreported)).isPresent();
  }

  @Test
  void ofDraftsWithTheSameSourceOneWins() throws Exception {
    int drafts = 8;
    for (int round = 0; round < 10; round++) {
      String source = "source-" + round;
      List<Accepted> accepted =
          inParallel(drafts, i -> accept(source + "-id-" + i, 200, source(source)));
      assertThat(accepted).filteredOn(Accepted::isNew).hasSize(1);
      assertThat(accepted).extracting(a -> a.job().id()).containsOnly(winner(accepted));
    }
    assertThat(store.jobs(0, 100)).hasSize(10);
  }

  private static String winner(List<Accepted> accepted) {
    return accepted.stream().filter(Accepted::isNew).findFirst().orElseThrow().job().id();
  }

  @Test
  void ofDraftsWithTheSameIdOneWins() throws Exception {
    List<Boolean> won =
        inParallel(
            8,
            i -> {
              try {
                return accept("same", 50, source("source-" + i)).isNew();
              } catch (DuplicateJobException e) {
                return false;
              }
            });
    assertThat(won).containsOnlyOnce(true);
    assertThat(store.jobs(0, 10)).hasSize(1);
  }

  @Test
  void draftsAndCommitsDoNotDisturbEachOther() throws Exception {
    long number = job("running", 2_000);
    inParallel(
        4,
        i -> {
          if (i > 0) {
            for (int n = 0; n < 5; n++) {
              job("job-" + i + "-" + n, 3_000);
            }
          } else {
            for (int first = 0; first < 2_000; first += 50) {
              for (int index = first; index < first + 50; index++) {
                run(new TaskKey(number, index), Phase.FINISHED);
              }
            }
          }
          return i;
        });
    assertThat(store.counts(number)).isEqualTo(Map.of(Phase.FINISHED, 2_000));
    assertThat(store.jobs(0, 100)).hasSize(16);
    for (JobRecord job : store.jobs(0, 15)) {
      assertThat(all(job.number())).hasSize(3_000);
    }
  }

  private interface Numbered<T> {
    T call(int i) throws Exception;
  }

  private static <T> List<T> inParallel(int threads, Numbered<T> work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Callable<T>> calls = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        calls.add(
            () -> {
              start.await();
              return work.call(number);
            });
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : executor.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    } finally {
      executor.shutdown();
    }
  }
}

package io.mesosbatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskListReader;
import io.mesosbatch.job.TaskListSink;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.store.JobDraft.Accepted;
import io.mesosbatch.v1.Job;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store does with jobs and drafts. */
public abstract class JobsContract extends TaskNoticesContract {
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

  /** A plain task, an array, a table of three pieces, a plain task. */
  private long jobWithArrays() throws Exception {
    StringBuilder rows = new StringBuilder("[\"r0\"]");
    for (int i = 1; i < 150; i++) {
      rows.append(",[\"r").append(i).append("\"]");
    }
    String list =
        "[%1$s}, %2$s, 'array': {'count': 100000}}, %3$s, 'array': {'parameters': {'columns': ['r'], 'rows': [%5$s]}}}, %4$s}]"
            .formatted(listed("first"), listed("a"), listed("@{r}"), listed("last"), rows)
            .replace('\'', '"');
    try (JobDraft draft = store.draft()) {
      TaskListReader.read(
          new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8)),
          new TaskListSink() {
            @Override
            public void task(TaskSpec task) {
              draft.add(task);
            }

            @Override
            public void header(Job withoutTasks) {}
          });
      return draft.commit(header("arrays"), Optional.empty(), "", 1).job().number();
    }
  }

  private static String listed(String id) {
    return "{'name': 'n', 'task_id': {'value': '"
        + id
        + "'}, 'resources': [{'name': 'cpus', 'type': 'SCALAR', 'scalar': {'value': 1}}],"
        + " 'command': {'value': 'true'}";
  }

  @Test
  void theTasksOfAnArrayAreMadeWhenTheyAreAskedFor() throws Exception {
    long number = jobWithArrays();
    int tasks = 1 + 100_000 + 150 + 1;

    assertThat(store.job(number).orElseThrow().tasks()).isEqualTo(tasks);
    assertThat(store.counts(number)).isEqualTo(Map.of(Phase.PENDING, tasks));
    List<String> ids = new ArrayList<>();
    store.forEachTask(number, task -> ids.add(task.spec().id()));
    assertThat(ids).hasSize(tasks).startsWith("first", "a-0", "a-1").endsWith("r149", "last");
    assertThat(ids.get(100_000)).isEqualTo("a-99999");

    run(new TaskKey(number, 77_778), Phase.FAILED);
    assertThat(store.counts(number)).isEqualTo(Map.of(Phase.PENDING, tasks - 1, Phase.FAILED, 1));
    assertThat(store.tasks(number, Set.of(Phase.FAILED), 0, 10))
        .extracting(task -> task.spec().id())
        .containsExactly("a-77777");
    assertThat(store.tasks(number, Set.of(Phase.PENDING), 99_999, 4))
        .extracting(task -> task.spec().id())
        .containsExactly("a-99999", "r0", "r1", "r2");
    List<TaskKey> keys =
        IntStream.of(0, tasks - 1, 100_150, tasks).mapToObj(i -> new TaskKey(number, i)).toList();
    assertThat(store.tasks(keys).values())
        .extracting(task -> task.spec().id())
        .containsExactly("first", "last", "r149");
  }

  @Test
  void whatDidNotFinishIsPendingAgainInARerun() {
    long number = job("a", 5);
    run(new TaskKey(number, 0), Phase.FINISHED);
    run(new TaskKey(number, 1), Phase.FAILED);
    store.commit(
        List.of(
            new Change.TaskEnded(new TaskKey(number, 2), Phase.SKIPPED, "it comes after t1", 31),
            new Change.JobStopped(number, Phase.KILLED, "the job was killed", 32),
            new Change.TaskEnded(new TaskKey(number, 3), Phase.KILLED, "the job was killed", 32)));
    assertThat(store.rerun(number, 40)).isEmpty();
    store.commit(
        List.of(
            new Change.TaskEnded(new TaskKey(number, 4), Phase.KILLED, "the job was killed", 33),
            new Change.JobEnded(number, Phase.FAILED, 33)));
    store.reported(number);

    JobRecord again = store.rerun(number, 50).orElseThrow();

    assertThat(again.phase()).isEqualTo(Phase.PENDING);
    assertThat(again.endedAt()).isZero();
    assertThat(again.stop()).isEmpty();
    assertThat(again.header().getStored().getRerunAt()).isEqualTo(50);
    assertThat(store.unfinished()).containsExactly(again);
    assertThat(store.counts(number)).isEqualTo(Map.of(Phase.PENDING, 4, Phase.FINISHED, 1));
    assertThat(all(number))
        .extracting(TaskRecord::phase, TaskRecord::reason, t -> t.attempts().size())
        .containsExactly(
            tuple(Phase.FINISHED, "", 1),
            tuple(Phase.PENDING, "", 1),
            tuple(Phase.PENDING, "", 0),
            tuple(Phase.PENDING, "", 0),
            tuple(Phase.PENDING, "", 0));
    assertThat(store.rerun(number, 51)).isEmpty();

    store.commit(List.of(Tasks.launched(new TaskKey(number, 1), 2, 60)));
    assertThat(task(new TaskKey(number, 1)).attempts()).hasSize(2);
    store.commit(List.of(new Change.JobEnded(number, Phase.FINISHED, 70)));
    assertThat(store.unreported()).extracting(JobRecord::number).containsExactly(number);
    assertThat(store.rerun(number, 80)).as("it has finished").isEmpty();
    assertThat(store.rerun(number + 1, 80)).as("there is no such job").isEmpty();
  }
}

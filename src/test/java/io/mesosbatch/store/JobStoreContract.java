package io.mesosbatch.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.v1.TaskPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store does: with jobs, see the super class, and with tasks. */
public abstract class JobStoreContract extends JobsContract {
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
}

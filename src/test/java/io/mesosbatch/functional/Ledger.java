package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.AttemptId;
import io.mesosbatch.job.Phase;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.store.AttemptRecord;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.TaskRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The lists that were handed in, and what became of them: by the store, and by the lines that the
 * tasks themselves wrote when they started and when they ended.
 */
final class Ledger {
  private final Path lines;
  private final Random random;
  private final Map<String, Integer> lists = new LinkedHashMap<>();

  /**
   * @param lines the file that the tasks write to
   */
  Ledger(Path lines, Random random) {
    this.lines = lines;
    this.random = random;
  }

  /** A new list of 1 to 8 tasks of up to 2 s; some fail once and are to be tried again. */
  synchronized String next(String name) {
    int tasks = 1 + random.nextInt(8);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      boolean failsOnce = random.nextInt(10) == 0;
      String failure = failsOnce ? "case $MESOS_EXECUTOR_ID in *.1) exit 1;; esac; " : "";
      texts.add(
          TaskLists.task(
              name + "-" + i,
              "echo start $MESOS_EXECUTOR_ID >>"
                  + lines
                  + "; sleep "
                  + random.nextInt(20) / 10.0
                  + "; "
                  + failure
                  + "echo end $MESOS_EXECUTOR_ID >>"
                  + lines));
    }
    lists.put(name, tasks);
    return "{\"name\":\""
        + name
        + "\",\"retry\":{\"max_attempts\":2},\"tasks\":["
        + String.join(",", texts)
        + "]}";
  }

  synchronized List<String> names() {
    return List.copyOf(lists.keySet());
  }

  /** The ids of all tasks of all lists. */
  synchronized List<String> tasks() {
    List<String> tasks = new ArrayList<>();
    lists.forEach((name, size) -> IntStream.range(0, size).forEach(i -> tasks.add(name + "-" + i)));
    return tasks;
  }

  /** What was counted. */
  record Counts(
      int lists, int tasks, int attempts, int failed, int free, int startedTwice, int unknown) {
    @Override
    public String toString() {
      return lists
          + " lists, "
          + tasks
          + " tasks, each FINISHED once; "
          + attempts
          + " attempts in the store, "
          + failed
          + " failed as they should, "
          + free
          + " free; "
          + startedTwice
          + " starts more than tasks, "
          + unknown
          + " starts unknown to the store";
    }
  }

  /**
   * Fails unless every task of every list has ended once, and nothing ran behind the store's back.
   */
  synchronized Counts check(JobStore store) throws IOException {
    Map<String, List<String>> written = new HashMap<>();
    for (String line : Files.readAllLines(lines)) {
      String[] words = line.split(" ");
      String task = words[1].substring(0, words[1].indexOf('.'));
      written.computeIfAbsent(task, t -> new ArrayList<>()).add(line);
    }
    Map<String, JobRecord> jobs = new HashMap<>();
    for (JobRecord job : store.jobs(0, Integer.MAX_VALUE)) {
      assertThat(jobs.put(job.header().getName(), job)).as("%s twice", job).isNull();
    }
    assertThat(jobs.keySet()).containsExactlyInAnyOrderElementsOf(lists.keySet());
    int[] sums = new int[5];
    for (Map.Entry<String, Integer> list : lists.entrySet()) {
      JobRecord job = jobs.get(list.getKey());
      assertThat(job.phase()).as(list.getKey()).isEqualTo(Phase.FINISHED);
      assertThat(job.tasks()).isEqualTo(list.getValue());
      store.forEachTask(
          job.number(), task -> check(job, task, written.remove(task.spec().id()), sums));
    }
    assertThat(written).as("lines of tasks that nobody knows").isEmpty();
    int tasks = lists.values().stream().mapToInt(Integer::intValue).sum();
    return new Counts(lists.size(), tasks, sums[0], sums[1], sums[2], sums[3], sums[4]);
  }

  private static void check(JobRecord job, TaskRecord task, List<String> lines, int[] sums) {
    String what = task + "\n" + lines;
    assertThat(task.phase()).as(what).isEqualTo(Phase.FINISHED);
    assertThat(lines).as(what).isNotNull();
    String finished = "";
    List<String> known = new ArrayList<>();
    for (AttemptRecord attempt : task.attempts()) {
      String id =
          new AttemptId(job.id(), task.key().index(), attempt.number()).format(task.spec().id());
      known.add("start " + id);
      sums[0]++;
      TaskState state = attempt.last().orElseThrow().getState();
      if (state == TaskState.TASK_FINISHED) {
        assertThat(finished).as(what).isEmpty();
        finished = id;
      } else if (attempt.free()) {
        sums[2]++;
      } else {
        assertThat(state).as(what).isEqualTo(TaskState.TASK_FAILED);
        sums[1]++;
      }
    }
    assertThat(finished).as(what).isNotEmpty();
    assertThat(lines).as(what).containsOnlyOnce("start " + finished, "end " + finished);
    List<String> after = lines.subList(lines.indexOf("end " + finished) + 1, lines.size());
    assertThat(after).as("started again after its end: " + what).isEmpty();
    List<String> starts = lines.stream().filter(line -> line.startsWith("start ")).toList();
    assertThat(starts).as(what).doesNotHaveDuplicates();
    sums[3] += starts.size() - 1;
    sums[4] += (int) starts.stream().filter(start -> !known.contains(start)).count();
    assertThat(known).as(what).containsAll(starts);
  }
}

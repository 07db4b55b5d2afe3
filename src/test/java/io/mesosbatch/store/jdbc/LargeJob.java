package io.mesosbatch.store.jdbc;

import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.Tasks;
import io.mesosbatch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stores a large job, launches a part of its tasks, and reads them all as a restart does. Run with
 * far less memory than the tasks would take. Arguments: tasks, URL, user; the password is in the
 * environment.
 */
public final class LargeJob {
  private static final int LAUNCHED_AT_ONCE = 1_000;

  private LargeJob() {}

  public static void main(String[] args) {
    int tasks = Integer.parseInt(args[0]);
    String password = Optional.ofNullable(System.getenv("STORE_PASSWORD")).orElse("");
    StoreConfig config = new StoreConfig(args[1], args[2], password);
    try (JobStore store = JdbcJobStore.open(config)) {
      long job = job(store, tasks);
      for (int first = 0; first < tasks / 10; first += LAUNCHED_AT_ONCE) {
        store.commit(launches(job, first));
      }
    }
    try (JobStore store = JdbcJobStore.open(config)) {
      long[] seen = new long[2];
      long job = store.unfinished().get(0).number();
      store.forEachTask(
          job,
          task -> {
            seen[0]++;
            seen[1] += task.attempts().size();
          });
      System.out.println(seen[0] + " tasks, " + seen[1] + " attempts");
    }
  }

  private static long job(JobStore store, int tasks) {
    try (JobDraft draft = store.draft()) {
      for (int i = 0; i < tasks; i++) {
        TaskInfo.Builder task = Tasks.task("task-" + i).toBuilder();
        // Each is another one: what they share is not stored once.
        task.getCommandBuilder().setValue("echo " + Integer.toHexString(i * 31).repeat(40));
        draft.add(new TaskSpec(task.buildPartial()));
      }
      return draft
          .commit(Job.newBuilder().setId("large").setName("large").build(), Optional.empty(), "", 1)
          .job()
          .number();
    }
  }

  private static List<Change> launches(long job, int first) {
    List<Change> launches = new ArrayList<>();
    for (int i = first; i < first + LAUNCHED_AT_ONCE; i++) {
      launches.add(Tasks.launched(new TaskKey(job, i), 1, 1));
    }
    return launches;
  }
}

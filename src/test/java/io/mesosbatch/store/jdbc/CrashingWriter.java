package io.mesosbatch.store.jdbc;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.SourceKey;
import io.mesosbatch.store.Tasks;
import io.mesosbatch.v1.Job;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Writes to a store until it is killed, and says on its standard output what is stored for sure:
 * {@code job NUMBER TASKS} and {@code frame JOB N}, each after the call has returned. Frame N of a
 * job launches its tasks from N * 10 on, and ends those of the frame before.
 */
final class CrashingWriter {
  static final int TASKS_A_FRAME = 10;

  private CrashingWriter() {}

  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true);
    Random random = new Random(Long.parseLong(args[1]));
    JobStore store = JdbcJobStore.open(StoreConfig.inDirectory(Path.of(args[0])));
    out.println("open");
    Random sizes = new Random(random.nextLong());
    new Thread(() -> lists(store, out::println, () -> sizes.nextInt(5_000), () -> true)).start();
    frames(store, out::println, random, () -> tidied(store));
  }

  /** Nothing is so old that it is deleted, but the file is compacted. */
  static boolean tidied(JobStore store) {
    store.prune(0);
    return true;
  }

  /** Accepts jobs of which no task runs. */
  static void lists(
      JobStore store, Consumer<String> said, IntSupplier sizes, BooleanSupplier goesOn) {
    while (goesOn.getAsBoolean()) {
      job(store, said, "other-" + System.nanoTime(), sizes.getAsInt());
    }
  }

  /** Accepts a job and commits its frames, then the next. */
  static void frames(JobStore store, Consumer<String> said, Random random, BooleanSupplier goesOn) {
    while (goesOn.getAsBoolean()) {
      int frames = 1 + random.nextInt(50);
      JobRecord job = job(store, said, "job-" + System.nanoTime(), frames * TASKS_A_FRAME);
      for (int frame = 0; frame < frames; frame++) {
        store.commit(changes(job.number(), frame));
        said.accept("frame " + job.number() + " " + frame);
      }
    }
  }

  private static JobRecord job(JobStore store, Consumer<String> said, String id, int tasks) {
    try (JobDraft draft = store.draft()) {
      for (int i = 0; i < tasks; i++) {
        draft.add(new TaskSpec(Tasks.task("t" + i)));
      }
      Job header = Job.newBuilder().setId(id).setName(id).build();
      JobRecord job = draft.commit(header, Optional.of(new SourceKey(id)), "", 1).job();
      said.accept("job " + job.number() + " " + tasks);
      return job;
    }
  }

  private static List<Change> changes(long job, int frame) {
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.FrameworkIdentified(job + "/" + frame, 1));
    for (int i = 0; i < TASKS_A_FRAME; i++) {
      changes.add(Tasks.launched(new TaskKey(job, frame * TASKS_A_FRAME + i), 1, 1));
      if (frame > 0) {
        TaskKey before = new TaskKey(job, (frame - 1) * TASKS_A_FRAME + i);
        changes.add(
            new Change.AttemptEnded(
                before, 1, Tasks.status("x", TaskState.TASK_FINISHED), false, 2));
        changes.add(new Change.TaskEnded(before, Phase.FINISHED, 2));
      }
    }
    return changes;
  }
}

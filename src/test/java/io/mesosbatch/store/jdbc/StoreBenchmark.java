package io.mesosbatch.store.jdbc;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.Tasks;
import io.mesosbatch.v1.Job;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Measures the store: {@code StoreBenchmark [directory | URL user password]}. Without arguments, a
 * directory in the temporary directory.
 */
final class StoreBenchmark {
  private final JobStore store;
  private final AtomicLong names = new AtomicLong();

  private StoreBenchmark(JobStore store) {
    this.store = store;
  }

  public static void main(String[] args) throws Exception {
    StoreConfig config =
        args.length == 3
            ? new StoreConfig(args[0], args[1], args[2])
            : StoreConfig.inDirectory(
                args.length == 1 ? Path.of(args[0]) : Files.createTempDirectory("store-benchmark"));
    long start = System.nanoTime();
    JdbcJobStore opened = JdbcJobStore.open(config);
    report("open, empty: %d ms", millis(start));
    try (opened) {
      StoreBenchmark benchmark = new StoreBenchmark(opened);
      benchmark.frames(100, 300, false);
      benchmark.frames(100, 300, true);
      benchmark.frames(1_000, 100, true);
      benchmark.drafts(100_000);
      benchmark.drafts(100_000);
      benchmark.drafts(1_000_000);
      benchmark.restore(100_000);
    }
    start = System.nanoTime();
    JdbcJobStore.open(config).close();
    report("open again and close: %d ms", millis(start));
  }

  private static void report(String format, Object... values) {
    System.out.println(String.format(format, values));
  }

  private static long cpuMillis() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1_000_000;
  }

  private static long millis(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }

  private JobRecord job(int tasks) {
    String id = "bench-" + names.incrementAndGet();
    try (JobDraft draft = store.draft()) {
      for (int i = 0; i < tasks; i++) {
        draft.add(new TaskSpec(Tasks.task("task-" + i)));
      }
      Job header = Job.newBuilder().setId(id).setName(id).build();
      return draft.commit(header, Optional.empty(), "benchmark", 1).job();
    }
  }

  /** Each frame: some tasks launched, others started, others ended; the changes of a steady run. */
  private void frames(int changes, int frames, boolean report) {
    int tasksAFrame = changes / 5;
    JobRecord job = job(tasksAFrame * frames);
    long start = System.nanoTime();
    long cpu = cpuMillis();
    int stored = 0;
    for (int frame = 0; frame < frames + 2; frame++) {
      List<Change> batch = new ArrayList<>();
      for (int i = 0; i < tasksAFrame; i++) {
        if (frame < frames) {
          batch.add(Tasks.launched(key(job, frame, tasksAFrame, i), 1, frame));
        }
        if (frame >= 1 && frame <= frames) {
          TaskKey key = key(job, frame - 1, tasksAFrame, i);
          batch.add(new Change.Updated(key, 1, status(key, TaskState.TASK_STARTING), frame));
          batch.add(new Change.Updated(key, 1, status(key, TaskState.TASK_RUNNING), frame));
        }
        if (frame >= 2) {
          TaskKey key = key(job, frame - 2, tasksAFrame, i);
          batch.add(
              new Change.AttemptEnded(key, 1, status(key, TaskState.TASK_FINISHED), false, frame));
          batch.add(new Change.TaskEnded(key, Phase.FINISHED, frame));
        }
      }
      store.commit(batch);
      stored += batch.size();
    }
    long ms = Math.max(1, millis(start));
    if (report) {
      report(
          "frames of %,d changes: %,d changes/s; %.1f ms a frame, %.1f of them computing",
          changes,
          stored * 1000L / ms,
          (double) ms / frames,
          (double) (cpuMillis() - cpu) / frames);
    }
  }

  private static TaskKey key(JobRecord job, int frame, int tasksAFrame, int i) {
    return new TaskKey(job.number(), frame * tasksAFrame + i);
  }

  private static TaskStatus status(TaskKey key, TaskState state) {
    return Tasks.status("task-" + key.index() + ".bench." + key.index() + ".1", state);
  }

  private void drafts(int tasks) throws Exception {
    long heap =
        whilePeakingAt(
            () -> {
              long start = System.nanoTime();
              long cpu = cpuMillis();
              job(tasks);
              cpu = cpuMillis() - cpu;
              long ms = millis(start);
              long bytes = 0;
              for (int i = 0; i < 1000; i++) {
                bytes += Tasks.task("task-" + i).getSerializedSize();
              }
              report(
                  "draft of %,d tasks of %d bytes: %,d ms, %,d of them computing; %,d MB/s",
                  tasks, bytes / 1000, ms, cpu, bytes / 1000 * tasks / 1000 / Math.max(1, ms));
              return ms;
            });
    report("  heap at its highest: %,d MB", heap >> 20);
  }

  private void restore(int tasks) {
    JobRecord job = job(tasks);
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      TaskKey key = new TaskKey(job.number(), i);
      changes.add(Tasks.launched(key, 1, 1));
      changes.add(new Change.Updated(key, 1, status(key, TaskState.TASK_RUNNING), 2));
    }
    long start = System.nanoTime();
    store.commit(changes);
    report("one commit of %,d changes: %,d ms", changes.size(), millis(start));
    for (int round = 0; round < 3; round++) {
      AtomicLong seen = new AtomicLong();
      start = System.nanoTime();
      long cpu = cpuMillis();
      store.forEachTask(job.number(), task -> seen.addAndGet(task.attempts().size()));
      report(
          "restore of %,d running tasks: %,d ms, %,d of them computing",
          seen.get(), millis(start), cpuMillis() - cpu);
    }
    start = System.nanoTime();
    int found = store.tasks(job.number(), Set.of(Phase.FAILED), 0, 50).size();
    report("%d failed of %,d found: %d ms", found, tasks, millis(start));
    start = System.nanoTime();
    found = store.tasks(job.number(), Set.of(Phase.PENDING), 0, 50).size();
    report("%d pending of %,d found: %d ms", found, tasks, millis(start));
    for (int round = 0; round < 3; round++) {
      List<TaskKey> keys = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        keys.add(new TaskKey(job.number(), i * 100 + round));
      }
      start = System.nanoTime();
      found = store.tasks(keys).size();
      report("%,d tasks by scattered keys: %d ms", found, millis(start));
      keys.clear();
      for (int i = 0; i < 1_000; i++) {
        keys.add(new TaskKey(job.number(), i + 1000 * round));
      }
      start = System.nanoTime();
      found = store.tasks(keys).size();
      report("%,d tasks by neighbouring keys: %d ms", found, millis(start));
    }
  }

  private static long whilePeakingAt(LongSupplier work) throws InterruptedException {
    System.gc();
    AtomicLong peak = new AtomicLong();
    Thread sampler =
        new Thread(
            () -> {
              Runtime runtime = Runtime.getRuntime();
              while (!Thread.currentThread().isInterrupted()) {
                peak.accumulateAndGet(runtime.totalMemory() - runtime.freeMemory(), Math::max);
                LockSupport.parkNanos(5_000_000);
              }
            });
    sampler.start();
    work.getAsLong();
    sampler.interrupt();
    sampler.join();
    return peak.get();
  }
}

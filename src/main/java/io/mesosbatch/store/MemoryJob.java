package io.mesosbatch.store;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** One job of the store in memory; a task that is as new costs one null. */
final class MemoryJob {
  JobRecord record;
  private final MemorySpecs specs;

  /** Null while it is as new; without its spec. */
  private final TaskRecord[] tasks;

  MemoryJob(JobRecord record, MemorySpecs specs) {
    this(record, specs, new TaskRecord[record.tasks()]);
  }

  private MemoryJob(JobRecord record, MemorySpecs specs, TaskRecord[] tasks) {
    this.record = record;
    this.specs = specs;
    this.tasks = tasks;
  }

  /** As the job is now; what is read of the copy changes no more. */
  MemoryJob copy() {
    return new MemoryJob(record, specs.copy(), tasks.clone());
  }

  TaskRecord task(int index) {
    TaskRecord task = stored(index);
    return new TaskRecord(
        task.key(),
        specs.spec(index),
        task.phase(),
        task.notBefore(),
        task.attempts(),
        task.reason());
  }

  private TaskRecord stored(int index) {
    TaskRecord task = tasks[index];
    return task != null
        ? task
        : new TaskRecord(
            new TaskKey(record.number(), index), null, Phase.PENDING, 0, List.of(), "");
  }

  void replace(int index, UnaryOperator<TaskRecord> change) {
    tasks[index] = change.apply(stored(index));
  }

  /** What did not finish is pending again. */
  void rerun(long now) {
    for (int i = 0; i < tasks.length; i++) {
      if (stored(i).phase() != Phase.FINISHED) {
        replace(i, task -> TaskChanges.pending(task, 0));
      }
    }
    record = record.rerun(now);
  }

  void forEachSpec(Consumer<TaskSpec> consumer) {
    specs.all().forEach(consumer);
  }

  void forEachTask(Consumer<TaskRecord> consumer) {
    IntStream.range(0, tasks.length).mapToObj(this::task).forEach(consumer);
  }

  /** Those that are not as new. */
  void forEachBegun(Consumer<TaskRecord> consumer) {
    IntStream.range(0, tasks.length)
        .filter(i -> tasks[i] != null)
        .mapToObj(this::task)
        .forEach(consumer);
  }

  List<TaskRecord> tasks(Set<Phase> phases, int offset, int limit) {
    return IntStream.range(0, tasks.length)
        .filter(i -> phases.contains(stored(i).phase()))
        .skip(offset)
        .limit(limit)
        .mapToObj(this::task)
        .toList();
  }

  Map<Phase, Integer> counts() {
    Map<Phase, Integer> counts = new EnumMap<>(Phase.class);
    for (TaskRecord task : tasks) {
      counts.merge(task == null ? Phase.PENDING : task.phase(), 1, Integer::sum);
    }
    return counts;
  }
}

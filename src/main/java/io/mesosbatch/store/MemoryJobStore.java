package io.mesosbatch.store;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskLayout;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.v1.Job;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Keeps all in memory, and nothing after the end of the process: for the one-shot command. */
public final class MemoryJobStore implements JobStore {
  private final TreeMap<Long, Stored> jobs = new TreeMap<>();
  private final Map<SourceKey, Long> sources = new HashMap<>();
  private final Map<String, Long> ids = new HashMap<>();
  private final Set<Long> unreported = new LinkedHashSet<>();
  private final Map<Long, JobRecord> pruned = new LinkedHashMap<>();
  private final MemoryTaskNotices notices = new MemoryTaskNotices();
  private final MemorySchedules schedules = new MemorySchedules();
  private long lastNumber;
  private String frameworkId;

  private static final class Stored {
    JobRecord job;
    MemorySpecs specs;

    /** Null while it is as new; without its spec. */
    TaskRecord[] tasks;

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

    TaskRecord stored(int index) {
      TaskRecord task = tasks[index];
      return task != null
          ? task
          : new TaskRecord(new TaskKey(job.number(), index), null, Phase.PENDING, 0, List.of(), "");
    }
  }

  @Override
  public synchronized Optional<String> frameworkId() {
    return Optional.ofNullable(frameworkId);
  }

  @Override
  public JobDraft draft() {
    return new Draft();
  }

  private final class Draft implements JobDraft {
    private final List<TaskSpec> specs = new ArrayList<>();
    private final TaskLayout.Builder layout = new TaskLayout.Builder();

    @Override
    public void add(TaskSpec task) {
      specs.add(task);
      layout.add(task);
    }

    @Override
    public Accepted commit(Job header, Optional<SourceKey> source, String origin, long now) {
      return accept(layout.stored(header), specs, layout.tasks(), source, origin, now);
    }

    @Override
    public void close() {
      specs.clear();
    }
  }

  private synchronized JobDraft.Accepted accept(
      Job header,
      List<TaskSpec> specs,
      int tasks,
      Optional<SourceKey> source,
      String origin,
      long now) {
    Long known = source.map(sources::get).orElse(null);
    if (known != null) {
      Stored earlier = jobs.get(known);
      return new JobDraft.Accepted(earlier == null ? pruned.get(known) : earlier.job, false);
    }
    if (ids.containsKey(header.getId())) {
      throw new DuplicateJobException(header.getId());
    }
    long number = ++lastNumber;
    Stored stored = new Stored();
    stored.job =
        new JobRecord(
            number, header, source, origin, tasks, Phase.PENDING, now, 0, Optional.empty());
    stored.tasks = new TaskRecord[tasks];
    stored.specs = new MemorySpecs(List.copyOf(specs), TaskLayout.of(header));
    jobs.put(number, stored);
    ids.put(header.getId(), number);
    source.ifPresent(key -> sources.put(key, number));
    return new JobDraft.Accepted(stored.job, true);
  }

  @Override
  public synchronized void commit(List<Change> changes) {
    changes.forEach(this::apply);
  }

  private void apply(Change change) {
    if (change instanceof Change.FrameworkIdentified c) {
      frameworkId = c.frameworkId();
    } else if (change instanceof Change.FrameworkForgotten) {
      frameworkId = null;
    } else if (change instanceof Change.Launched c) {
      replace(c.task(), t -> launched(t, c));
    } else if (change instanceof Change.Updated c) {
      replace(c.task(), t -> updated(t, c.status(), c.at()));
    } else if (change instanceof Change.AttemptEnded c) {
      replace(c.task(), t -> attemptEnded(t, c));
    } else if (change instanceof Change.Requeued c) {
      replace(c.task(), t -> with(t, Phase.PENDING, c.notBefore(), t.attempts()));
    } else if (change instanceof Change.TaskEnded c) {
      replace(c.task(), t -> ended(t, c));
      notices.ended(c);
    } else if (change instanceof Change.JobEnded c) {
      Stored stored = jobs.get(c.job());
      JobRecord j = stored.job;
      stored.job =
          new JobRecord(
              j.number(),
              j.header(),
              j.source(),
              j.origin(),
              j.tasks(),
              c.phase(),
              j.submittedAt(),
              c.at(),
              j.stop());
      unreported.add(c.job());
    } else if (change instanceof Change.JobStopped c) {
      stop(jobs.get(c.job()), new JobStop(c.phase(), c.reason(), c.at()));
    }
  }

  private static void stop(Stored stored, JobStop stop) {
    JobRecord j = stored.job;
    stored.job =
        new JobRecord(
            j.number(),
            j.header(),
            j.source(),
            j.origin(),
            j.tasks(),
            j.phase(),
            j.submittedAt(),
            j.endedAt(),
            Optional.of(stop));
  }

  private interface Step {
    TaskRecord of(TaskRecord task);
  }

  private void replace(TaskKey key, Step step) {
    Stored stored = jobs.get(key.job());
    stored.tasks[key.index()] = step.of(stored.stored(key.index()));
  }

  private static TaskRecord with(
      TaskRecord task, Phase phase, long notBefore, List<AttemptRecord> attempts) {
    return new TaskRecord(task.key(), task.spec(), phase, notBefore, attempts, "");
  }

  private static TaskRecord ended(TaskRecord task, Change.TaskEnded c) {
    return new TaskRecord(task.key(), task.spec(), c.phase(), 0, task.attempts(), c.reason());
  }

  private static TaskRecord launched(TaskRecord task, Change.Launched c) {
    List<AttemptRecord> attempts = new ArrayList<>(task.attempts());
    attempts.add(
        new AttemptRecord(
            c.attempt(),
            c.agentId(),
            c.hostname(),
            c.agentUrl(),
            c.at(),
            0,
            0,
            Optional.empty(),
            false));
    return with(task, Phase.LAUNCHED, 0, attempts);
  }

  private static TaskRecord updated(TaskRecord task, TaskStatus status, long at) {
    boolean running = status.getState() == TaskState.TASK_RUNNING;
    AttemptRecord a = task.attempts().get(task.attempts().size() - 1);
    long runningAt = running && a.runningAt() == 0 ? at : a.runningAt();
    return with(
        task,
        running ? Phase.RUNNING : task.phase(),
        0,
        last(
            task,
            new AttemptRecord(
                a.number(),
                a.agentId(),
                a.hostname(),
                a.agentUrl(),
                a.launchedAt(),
                runningAt,
                0,
                Optional.of(status),
                false)));
  }

  private static TaskRecord attemptEnded(TaskRecord task, Change.AttemptEnded c) {
    AttemptRecord a = task.attempts().get(task.attempts().size() - 1);
    return with(
        task,
        task.phase(),
        0,
        last(
            task,
            new AttemptRecord(
                a.number(),
                a.agentId(),
                a.hostname(),
                a.agentUrl(),
                a.launchedAt(),
                a.runningAt(),
                c.at(),
                Optional.of(c.status()),
                c.free())));
  }

  private static List<AttemptRecord> last(TaskRecord task, AttemptRecord attempt) {
    List<AttemptRecord> attempts = new ArrayList<>(task.attempts());
    attempts.set(attempts.size() - 1, attempt);
    return attempts;
  }

  @Override
  public synchronized Map<TaskKey, TaskRecord> tasks(Collection<TaskKey> keys) {
    Map<TaskKey, TaskRecord> found = new LinkedHashMap<>();
    for (TaskKey key : keys) {
      Stored stored = jobs.get(key.job());
      if (stored != null && key.index() < stored.tasks.length) {
        found.put(key, stored.task(key.index()));
      }
    }
    return found;
  }

  @Override
  public synchronized List<JobRecord> unfinished() {
    return jobs.values().stream().map(s -> s.job).filter(j -> j.endedAt() == 0).toList();
  }

  @Override
  public synchronized List<JobRecord> unreported() {
    return unreported.stream().map(n -> jobs.get(n).job).toList();
  }

  @Override
  public synchronized void reported(long job) {
    unreported.remove(job);
  }

  @Override
  public synchronized Optional<JobRecord> rerun(long job, long now) {
    Stored stored = jobs.get(job);
    if (stored == null || !stored.job.mayRerun()) {
      return Optional.empty();
    }
    for (int i = 0; i < stored.tasks.length; i++) {
      if (stored.stored(i).phase() != Phase.FINISHED) {
        stored.tasks[i] = with(stored.stored(i), Phase.PENDING, 0, stored.stored(i).attempts());
      }
    }
    unreported.remove(job);
    stored.job = stored.job.rerun(now);
    return Optional.of(stored.job);
  }

  @Override
  public synchronized Optional<JobRecord> job(String id) {
    return Optional.ofNullable(ids.get(id)).flatMap(this::job);
  }

  @Override
  public synchronized Optional<JobRecord> job(long number) {
    return Optional.ofNullable(jobs.get(number)).map(s -> s.job);
  }

  @Override
  public synchronized List<JobRecord> jobs(int offset, int limit) {
    return jobs.descendingMap().values().stream()
        .skip(offset)
        .limit(limit)
        .map(s -> s.job)
        .toList();
  }

  @Override
  public void forEachSpec(long job, Consumer<TaskSpec> consumer) {
    copy(job).ifPresent(copy -> copy.specs.all().forEach(consumer));
  }

  @Override
  public void forEachBegunTask(long job, Consumer<TaskRecord> consumer) {
    forEach(job, task -> task != null, consumer);
  }

  @Override
  public void forEachTask(long job, Consumer<TaskRecord> consumer) {
    forEach(job, task -> true, consumer);
  }

  private void forEach(long job, Predicate<TaskRecord> wanted, Consumer<TaskRecord> consumer) {
    Stored copy = copy(job).orElse(null);
    for (int i = 0; copy != null && i < copy.tasks.length; i++) {
      if (wanted.test(copy.tasks[i])) {
        consumer.accept(copy.task(i));
      }
    }
  }

  /** As the job is now, for the caller's thread. */
  private synchronized Optional<Stored> copy(long job) {
    Stored stored = jobs.get(job);
    if (stored == null) {
      return Optional.empty();
    }
    Stored copy = new Stored();
    copy.job = stored.job;
    copy.tasks = stored.tasks.clone();
    copy.specs = stored.specs.copy();
    return Optional.of(copy);
  }

  @Override
  public synchronized List<TaskRecord> tasks(long job, Set<Phase> phases, int offset, int limit) {
    Stored stored = jobs.get(job);
    return stored == null
        ? List.of()
        : IntStream.range(0, stored.tasks.length)
            .filter(i -> phases.contains(stored.stored(i).phase()))
            .skip(offset)
            .limit(limit)
            .mapToObj(i -> stored.task(i))
            .toList();
  }

  @Override
  public synchronized Map<Phase, Integer> counts(long job) {
    Map<Phase, Integer> counts = new EnumMap<>(Phase.class);
    Stored stored = jobs.get(job);
    if (stored != null) {
      for (TaskRecord task : stored.tasks) {
        counts.merge(task == null ? Phase.PENDING : task.phase(), 1, Integer::sum);
      }
    }
    return counts;
  }

  @Override
  public ScheduleStore schedules() {
    return schedules;
  }

  @Override
  public TaskNotices taskNotices() {
    return notices;
  }

  @Override
  public synchronized int prune(long before) {
    List<JobRecord> old =
        jobs.values().stream()
            .map(s -> s.job)
            .filter(j -> j.endedAt() != 0 && j.endedAt() < before)
            .filter(j -> !unreported.contains(j.number()))
            .toList();
    for (JobRecord job : old) {
      jobs.remove(job.number());
      pruned.put(job.number(), job);
    }
    forgetSources(before - SOURCES_KEPT.toMillis());
    return old.size();
  }

  private void forgetSources(long before) {
    for (JobRecord job : List.copyOf(pruned.values())) {
      if (job.endedAt() < before) {
        pruned.remove(job.number());
        ids.remove(job.id());
        job.source().ifPresent(sources::remove);
      }
    }
  }

  @Override
  public void close() {}
}

package io.mesosbatch.store;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskLayout;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.v1.Job;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Keeps all in memory, and nothing after the end of the process: for the one-shot command. */
public final class MemoryJobStore implements JobStore {
  private final TreeMap<Long, MemoryJob> jobs = new TreeMap<>();
  private final Map<SourceKey, Long> sources = new HashMap<>();
  private final Map<String, Long> ids = new HashMap<>();
  private final Set<Long> unreported = new LinkedHashSet<>();
  private final Map<Long, JobRecord> pruned = new LinkedHashMap<>();
  private final MemoryTaskNotices notices = new MemoryTaskNotices();
  private final MemorySchedules schedules = new MemorySchedules();
  private long lastNumber;
  private String frameworkId;

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
      MemoryJob earlier = jobs.get(known);
      return new JobDraft.Accepted(earlier == null ? pruned.get(known) : earlier.record, false);
    }
    if (ids.containsKey(header.getId())) {
      throw new DuplicateJobException(header.getId());
    }
    long number = ++lastNumber;
    JobRecord record =
        new JobRecord(
            number, header, source, origin, tasks, Phase.PENDING, now, 0, Optional.empty());
    jobs.put(
        number, new MemoryJob(record, new MemorySpecs(List.copyOf(specs), TaskLayout.of(header))));
    ids.put(header.getId(), number);
    source.ifPresent(key -> sources.put(key, number));
    return new JobDraft.Accepted(record, true);
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
      replace(c.task(), t -> TaskChanges.launched(t, c));
    } else if (change instanceof Change.Updated c) {
      replace(c.task(), t -> TaskChanges.updated(t, c));
    } else if (change instanceof Change.AttemptEnded c) {
      replace(c.task(), t -> TaskChanges.attemptEnded(t, c));
    } else if (change instanceof Change.Requeued c) {
      replace(c.task(), t -> TaskChanges.pending(t, c.notBefore()));
    } else if (change instanceof Change.TaskEnded c) {
      replace(c.task(), t -> TaskChanges.ended(t, c));
      notices.ended(c);
    } else if (change instanceof Change.JobEnded c) {
      MemoryJob job = jobs.get(c.job());
      job.record = job.record.ended(c.phase(), c.at());
      unreported.add(c.job());
    } else if (change instanceof Change.JobStopped c) {
      MemoryJob job = jobs.get(c.job());
      job.record = job.record.stopped(new JobStop(c.phase(), c.reason(), c.at()));
    }
  }

  private void replace(TaskKey key, UnaryOperator<TaskRecord> change) {
    jobs.get(key.job()).replace(key.index(), change);
  }

  @Override
  public synchronized Map<TaskKey, TaskRecord> tasks(Collection<TaskKey> keys) {
    Map<TaskKey, TaskRecord> found = new LinkedHashMap<>();
    for (TaskKey key : keys) {
      MemoryJob stored = jobs.get(key.job());
      if (stored != null && key.index() < stored.record.tasks()) {
        found.put(key, stored.task(key.index()));
      }
    }
    return found;
  }

  @Override
  public synchronized List<JobRecord> unfinished() {
    return jobs.values().stream().map(s -> s.record).filter(j -> j.endedAt() == 0).toList();
  }

  @Override
  public synchronized List<JobRecord> unreported() {
    return unreported.stream().map(n -> jobs.get(n).record).toList();
  }

  @Override
  public synchronized void reported(long job) {
    unreported.remove(job);
  }

  @Override
  public synchronized Optional<JobRecord> rerun(long job, long now) {
    MemoryJob stored = jobs.get(job);
    if (stored == null || !stored.record.mayRerun()) {
      return Optional.empty();
    }
    stored.rerun(now);
    unreported.remove(job);
    return Optional.of(stored.record);
  }

  @Override
  public synchronized Optional<JobRecord> job(String id) {
    return Optional.ofNullable(ids.get(id)).flatMap(this::job);
  }

  @Override
  public synchronized Optional<JobRecord> job(long number) {
    return Optional.ofNullable(jobs.get(number)).map(s -> s.record);
  }

  @Override
  public synchronized List<JobRecord> jobs(int offset, int limit) {
    return jobs.descendingMap().values().stream()
        .skip(offset)
        .limit(limit)
        .map(s -> s.record)
        .toList();
  }

  @Override
  public void forEachSpec(long job, Consumer<TaskSpec> consumer) {
    copy(job).ifPresent(copy -> copy.forEachSpec(consumer));
  }

  @Override
  public void forEachBegunTask(long job, Consumer<TaskRecord> consumer) {
    copy(job).ifPresent(copy -> copy.forEachBegun(consumer));
  }

  @Override
  public void forEachTask(long job, Consumer<TaskRecord> consumer) {
    copy(job).ifPresent(copy -> copy.forEachTask(consumer));
  }

  /** As the job is now, for the caller's thread. */
  private synchronized Optional<MemoryJob> copy(long job) {
    return Optional.ofNullable(jobs.get(job)).map(MemoryJob::copy);
  }

  @Override
  public synchronized List<TaskRecord> tasks(long job, Set<Phase> phases, int offset, int limit) {
    MemoryJob stored = jobs.get(job);
    return stored == null ? List.of() : stored.tasks(phases, offset, limit);
  }

  @Override
  public synchronized Map<Phase, Integer> counts(long job) {
    MemoryJob stored = jobs.get(job);
    return stored == null ? Map.of() : stored.counts();
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
            .map(s -> s.record)
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

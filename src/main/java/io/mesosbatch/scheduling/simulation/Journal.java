package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.scheduling.JobPlan;
import io.mesosbatch.scheduling.RestoredTask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a store would keep. Refuses changes that make no sense: they are faults of the core. */
public final class Journal {
  private final Map<Long, JobEntry> jobs = new LinkedHashMap<>();
  private Optional<String> frameworkId = Optional.empty();

  /** A stored job. */
  public static final class JobEntry {
    final JobPlan plan;
    final TaskEntry[] tasks;
    Phase phase = Phase.PENDING;
    Optional<Change.JobStopped> stopped = Optional.empty();

    JobEntry(JobPlan plan) {
      this.plan = plan;
      tasks = new TaskEntry[plan.tasks()];
    }

    public JobPlan plan() {
      return plan;
    }

    /** PENDING until it ends. */
    public Phase phase() {
      return phase;
    }

    /** Why it was stopped, if it was. */
    public Optional<Change.JobStopped> stopped() {
      return stopped;
    }

    /** Null for a task that nothing has happened to. */
    public TaskEntry task(int index) {
      return tasks[index];
    }
  }

  /** A stored task. */
  public static final class TaskEntry {
    Phase phase = Phase.PENDING;
    int launches;

    /** Those before it ran again. */
    int earlier;

    int failures;
    boolean attemptOpen;
    String agentId = "";
    String hostname = "";
    long launchedAt;
    long runningAt;
    String moving = "";
    long notBefore;
    TaskState lastState = TaskState.TASK_STAGING;
    TaskStatus lastStatus;

    /** Whether the end of the last attempt counts against it. */
    boolean counted;

    public Phase phase() {
      return phase;
    }

    public int launches() {
      return launches;
    }

    public boolean attemptOpen() {
      return attemptOpen;
    }

    public TaskState lastState() {
      return lastState;
    }
  }

  public Map<Long, JobEntry> jobs() {
    return jobs;
  }

  public Optional<String> frameworkId() {
    return frameworkId;
  }

  public TaskEntry task(TaskKey key) {
    TaskEntry[] tasks = jobs.get(key.job()).tasks;
    if (tasks[key.index()] == null) {
      tasks[key.index()] = new TaskEntry();
    }
    return tasks[key.index()];
  }

  public boolean allEnded() {
    return jobs.values().stream().allMatch(job -> job.phase.ended());
  }

  void add(JobPlan plan) {
    jobs.put(plan.number(), new JobEntry(plan));
  }

  /** The jobs that have ended, by their ids. */
  Map<String, Phase> ended() {
    Map<String, Phase> ended = new LinkedHashMap<>();
    jobs.values().stream()
        .filter(job -> job.phase.ended())
        .forEach(job -> ended.put(job.plan.id(), job.phase));
    return ended;
  }

  /** The inputs that bring a new core to this state. */
  List<Input> restore() {
    List<Input> inputs = new ArrayList<>();
    Map<String, Phase> ended = ended();
    for (JobEntry job : jobs.values()) {
      if (job.phase.ended()) {
        continue;
      }
      inputs.add(restore(job, ended));
    }
    return inputs;
  }

  private static Input restore(JobEntry job, Map<String, Phase> ended) {
    List<RestoredTask> tasks = new ArrayList<>();
    for (int i = 0; i < job.tasks.length; i++) {
      TaskEntry t = job.tasks[i];
      if (t != null) {
        boolean active = t.phase.active();
        tasks.add(
            new RestoredTask(
                i,
                t.phase,
                t.launches,
                t.earlier,
                t.failures,
                active ? t.agentId : "",
                active ? t.hostname : "",
                active ? t.launchedAt : 0,
                active ? t.runningAt : 0,
                active ? t.moving : "",
                t.notBefore,
                active && !t.attemptOpen ? Optional.of(t.lastStatus) : Optional.empty(),
                active && !t.attemptOpen && t.counted));
      }
    }
    return new Input.JobRestored(job.plan, tasks, job.stopped, ended);
  }

  /** What did not finish of a job that has ended is pending again; empty if all did. */
  Optional<Input> rerun(long number) {
    JobEntry job = jobs.get(number);
    if (job == null || !job.phase.ended() || job.phase == Phase.FINISHED) {
      return Optional.empty();
    }
    job.phase = Phase.PENDING;
    job.stopped = Optional.empty();
    for (int i = 0; i < job.tasks.length; i++) {
      TaskEntry task = job.tasks[i];
      if (task.launches == 0) {
        job.tasks[i] = null;
      } else if (task.phase != Phase.FINISHED) {
        task.phase = Phase.PENDING;
        task.notBefore = 0;
        task.failures = 0;
        task.earlier = task.launches;
      }
    }
    return Optional.of(restore(job, ended()));
  }

  void commit(Change change) {
    if (change instanceof Change.FrameworkIdentified c) {
      frameworkId = Optional.of(c.frameworkId());
    } else if (change instanceof Change.Launched c) {
      TaskEntry task = task(c.task());
      must(task.phase == Phase.PENDING && !task.attemptOpen, task, change);
      must(c.attempt() == task.launches + 1, task, change);
      must(c.at() >= task.notBefore, task, change);
      must(jobs.get(c.task().job()).stopped.isEmpty(), task, change);
      task.phase = Phase.LAUNCHED;
      task.launches = c.attempt();
      task.attemptOpen = true;
      task.agentId = c.agentId();
      task.hostname = c.hostname();
      task.launchedAt = c.at();
      task.runningAt = 0;
      task.moving = "";
    } else if (change instanceof Change.Updated c) {
      TaskEntry task = open(c.task(), c.attempt(), change);
      task.lastState = c.status().getState();
      task.moving = task.lastState == TaskState.TASK_KILLING ? c.status().getMessage() : "";
      if (c.status().getState() == TaskState.TASK_RUNNING) {
        task.phase = Phase.RUNNING;
        task.runningAt = task.runningAt == 0 ? c.at() : task.runningAt;
      }
    } else if (change instanceof Change.AttemptEnded c) {
      TaskEntry task = open(c.task(), c.attempt(), change);
      task.attemptOpen = false;
      task.lastState = c.status().getState();
      task.lastStatus = c.status();
      task.counted = !c.free() && c.status().getState() != TaskState.TASK_FINISHED;
      task.failures += task.counted ? 1 : 0;
    } else if (change instanceof Change.Requeued c) {
      TaskEntry task = task(c.task());
      must(task.phase.active() && !task.attemptOpen, task, change);
      task.phase = Phase.PENDING;
      task.notBefore = c.notBefore();
    } else if (change instanceof Change.TaskEnded c) {
      TaskEntry task = task(c.task());
      must(!task.phase.ended() && !task.attemptOpen, task, change);
      must(c.phase() != Phase.FINISHED || task.lastState == TaskState.TASK_FINISHED, task, change);
      task.phase = c.phase();
    } else if (change instanceof Change.JobStopped c) {
      jobs.get(c.job()).stopped = Optional.of(c);
    } else if (change instanceof Change.JobEnded c) {
      ended(jobs.get(c.job()), c);
    }
  }

  private static void ended(JobEntry job, Change.JobEnded change) {
    boolean all = !job.phase.ended();
    for (TaskEntry task : job.tasks) {
      all &= task != null && task.phase.ended();
    }
    if (!all || !change.phase().ended()) {
      throw new IllegalStateException(change + " of a job that has ended or still has tasks");
    }
    job.phase = change.phase();
  }

  private TaskEntry open(TaskKey key, int attempt, Change change) {
    TaskEntry task = task(key);
    must(task.attemptOpen && task.launches == attempt && task.phase.active(), task, change);
    return task;
  }

  private static void must(boolean condition, TaskEntry task, Change change) {
    if (!condition) {
      throw new IllegalStateException(
          change + " of a task that is " + task.phase + ", launched " + task.launches + " times");
    }
  }
}

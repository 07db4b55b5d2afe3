package io.mesosbatch.scheduling;

import io.mesosbatch.job.TaskKey;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import java.util.List;

/**
 * An attempt that was sent to an agent and has not ended. Times in ms since the epoch; 0: never.
 */
final class ActiveAttempt {
  final JobRun job;
  final int index;
  final int number;
  final String agentId;
  final long launchedAt;
  final AgentBook.Entry agent;

  /** Null if it is a task by itself. */
  final GroupRun group;

  /** For the constraints that look at other tasks; null where a value is not known. */
  private List<String> groupValues = List.of();

  /** Whether its executor ran there already, for another task. */
  boolean sharesExecutor;

  long runningAt;

  /** When the task became unreachable or unknown. */
  long missingSince;

  boolean heardOf;
  long nextKill;

  /** Why it is killed although it did nothing wrong but take too long; null if it is not. */
  String outOfTime;

  /** Why it leaves its agent, to be started again for free; null if it does not. */
  String moving;

  long nextReconcile;
  int reconciled;

  ActiveAttempt(
      JobRun job,
      int index,
      int number,
      String agentId,
      long launchedAt,
      AgentBook.Entry agent,
      GroupRun group) {
    this.job = job;
    this.index = index;
    this.number = number;
    this.agentId = agentId;
    this.launchedAt = launchedAt;
    this.agent = agent;
    this.group = group;
  }

  TaskKey key() {
    return new TaskKey(job.plan.number(), index);
  }

  Effect.AttemptRef ref() {
    return new Effect.AttemptRef(key(), number, agentId);
  }

  /** Counts it, or its group, for the constraints of its job. */
  void count(AgentTraits traits) {
    if (group != null) {
      group.count(traits);
      return;
    }
    forget();
    int shape = job.plan.shapeOf()[index];
    groupValues = job.groupValues(shape, traits);
    job.countGroups(shape, groupValues, 1);
  }

  /** A group counts until its last task has ended. */
  void forget() {
    if (group != null) {
      return;
    }
    job.countGroups(job.plan.shapeOf()[index], groupValues, -1);
    groupValues = List.of();
  }

  /** As long as the traits of its agent are not known, what is known of its host must do. */
  void countRestored(String hostname) {
    if (job.hasGroups()) {
      AgentTraits known = agent.traits();
      count(known == null ? AgentTraits.ofHost(hostname) : known);
      if (known == null) {
        agent.restored(this);
      }
    }
  }

  void use(int sign) {
    NumberedDemand demand =
        sharesExecutor ? job.ownOf(job.plan.shapeOf()[index]) : job.demandOf(index);
    agent.use(demand, sign);
    job.user.use(demand, sign);
  }

  /** Null unless it has had its time. */
  String tooLong(long now) {
    Shape shape = job.shapeOf(index);
    boolean running = runningAt != 0;
    long limit = running ? shape.killAfterMillis() : shape.launchTimeoutMillis();
    if (limit == 0 || now - (running ? runningAt : launchedAt) < limit) {
      return null;
    }
    return running ? "ran longer than kill_after" : "did not run within launch_timeout";
  }

  /** Its launch was refused: then an executor that was believed to run may not be there. */
  Verdict inViewOfItsExecutor(TaskStatus status, Verdict how) {
    boolean error = status.getState() == TaskState.TASK_ERROR;
    if (error || how == Verdict.FREE) {
      agent.executorGone(job.shapeOf(index).executorId());
    }
    return error && sharesExecutor ? Verdict.FREE : how;
  }

  boolean killing() {
    return nextKill != 0;
  }
}

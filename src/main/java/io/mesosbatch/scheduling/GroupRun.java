package io.mesosbatch.scheduling;

import java.util.List;

/**
 * The tasks of a group that were launched together on an agent. What becomes of the group is
 * decided when the last of them has ended; at most one end in it counts as a failure.
 */
final class GroupRun {
  final JobRun job;
  final int leader;
  final String agentId;
  final AgentBook.Entry agent;
  private int open;
  private boolean unfinished;
  private Verdict worst = Verdict.FINISHED;
  private int cause = -1;

  /** For the constraints that look at other tasks. */
  private List<String> groupValues = List.of();

  GroupRun(JobRun job, int leader, String agentId, AgentBook.Entry agent) {
    this.job = job;
    this.leader = leader;
    this.agentId = agentId;
    this.agent = agent;
    open = job.plan.groups().size(leader);
    useExecutor(1);
  }

  private void useExecutor(int sign) {
    NumberedDemand demand = job.executorOf(job.plan.groups().shape(leader));
    agent.useMore(demand, sign);
    job.user.useMore(demand, sign);
  }

  /** All its tasks have ended. */
  void over() {
    useExecutor(-1);
    forget();
  }

  /**
   * One of its tasks has ended.
   *
   * @param killed by somebody: perhaps by the executor, because another one has failed
   * @return whether this end counts against the group
   */
  boolean ended(int index, Verdict how, boolean killed) {
    open--;
    unfinished |= how != Verdict.FINISHED;
    boolean victim = killed && (open > 0 || worst != Verdict.FINISHED);
    if (how == Verdict.FINISHED || how != Verdict.FREE && victim) {
      return false;
    }
    boolean counts = how != Verdict.FREE && cause < 0;
    add(index, how);
    return counts;
  }

  /** One of its tasks had ended before the program was started again. */
  void restoreEnded(int index, Verdict how, boolean counted) {
    open--;
    unfinished |= how != Verdict.FINISHED;
    if (counted || how == Verdict.FREE) {
      add(index, how);
    }
  }

  private void add(int index, Verdict how) {
    if (how != Verdict.FREE && cause < 0) {
      cause = index;
    }
    if (how.compareTo(Verdict.FREE) == 0 ? worst == Verdict.FINISHED : worst != Verdict.HOPELESS) {
      worst = how;
    }
  }

  /** Whether not all its tasks have ended. */
  boolean goesOn() {
    return open > 0;
  }

  /** Whether one of its tasks has ended otherwise than it should, so that the others must end. */
  boolean failing() {
    return unfinished;
  }

  /** How the whole has ended. */
  Verdict verdict() {
    return unfinished && worst == Verdict.FINISHED ? Verdict.FREE : worst;
  }

  /** The task whose end counts against the group; -1 if there is none. */
  int cause() {
    return cause;
  }

  /** Counts it, as one, for the constraints of its job. */
  void count(AgentTraits traits) {
    forget();
    int shape = job.plan.groups().shape(leader);
    groupValues = job.groupValues(shape, traits);
    job.countGroups(shape, groupValues, 1);
  }

  private void forget() {
    job.countGroups(job.plan.groups().shape(leader), groupValues, -1);
    groupValues = List.of();
  }
}

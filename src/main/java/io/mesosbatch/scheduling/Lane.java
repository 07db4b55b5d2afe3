package io.mesosbatch.scheduling;

import java.util.ArrayList;
import java.util.List;

/**
 * The pending tasks (or groups, each by its first task) of one shape of one job, first come first
 * served; those that failed on some agent, and should not go there again soon, have a lane of their
 * own.
 */
final class Lane {
  final JobRun job;
  final int shape;
  final NumberedDemand demand;

  /** How many tasks one placement launches. */
  final int tasks;

  /** Null for none. */
  final String avoidedAgent;

  /** Ms since the epoch; a task must not wait for ever for another agent. */
  long avoidedUntil;

  /** Whether its tasks may start as far as limits go; else it is in no queue. */
  boolean queued;

  private int[] ring = new int[4];
  private int head;
  private int size;

  Lane(JobRun job, int shape, NumberedDemand demand, String avoidedAgent) {
    this.job = job;
    this.shape = shape;
    this.demand = demand;
    this.tasks = job.plan.shapes().get(shape).tasks();
    this.avoidedAgent = avoidedAgent;
  }

  Shape shape() {
    return job.plan.shapes().get(shape);
  }

  /** Without that of the executor. */
  NumberedDemand ownDemand() {
    return job.ownOf(shape);
  }

  /** How many placements wait: a group is one. */
  int size() {
    return size;
  }

  void add(int index) {
    if (size == ring.length) {
      int[] larger = new int[size * 2];
      for (int i = 0; i < size; i++) {
        larger[i] = ring[(head + i) % ring.length];
      }
      ring = larger;
      head = 0;
    }
    ring[(head + size++) % ring.length] = index;
  }

  int poll() {
    int index = ring[head];
    head = head + 1 == ring.length ? 0 : head + 1;
    size--;
    return index;
  }

  /** Places of the first tasks, at most so many. */
  List<Integer> first(int most) {
    List<Integer> first = new ArrayList<>();
    for (int i = 0; i < Math.min(most, size); i++) {
      first.add(ring[(head + i) % ring.length]);
    }
    return first;
  }

  /** How many may go to the agent now as far as its neighbours go. */
  int room(String agentId, AgentBook.Entry agent, long now) {
    if (avoidedAgent != null && now < avoidedUntil && avoidedAgent.equals(agentId)) {
      return 0;
    }
    if (tasks > 1 && job.room() < tasks
        || !agent.staysFor(shape(), job.plan.rules().deadlineAt(), now)) {
      return 0;
    }
    int room = Integer.MAX_VALUE;
    for (GroupCounts group : job.groupsOf(shape)) {
      String value = agent.traits().group(group.rule.attribute());
      room = Math.min(room, value == null ? 0 : group.room(value));
    }
    return room;
  }

  /** The older job first; then the order within the job. */
  static int byAge(Lane a, Lane b) {
    int order = Long.compare(a.job.plan.number(), b.job.plan.number());
    if (order == 0) {
      order = Integer.compare(a.shape, b.shape);
    }
    if (order == 0 && a != b) {
      String left = a.avoidedAgent == null ? "" : a.avoidedAgent;
      order = left.compareTo(b.avoidedAgent == null ? "" : b.avoidedAgent);
    }
    return order;
  }

  /** Priority, then fair share, then age. */
  boolean before(Lane other) {
    int priority = Integer.compare(other.job.plan.priority(), job.plan.priority());
    if (priority != 0) {
      return priority < 0;
    }
    if (job.user != other.job.user) {
      int share = Double.compare(job.user.share(), other.job.user.share());
      if (share != 0) {
        return share < 0;
      }
    }
    return byAge(this, other) < 0;
  }
}

package io.mesosbatch.scheduling;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a user has of the cluster now. */
final class UserShare {
  final double weight;
  final int maxRunning;
  final Set<JobRun> jobs = new LinkedHashSet<>();
  private final AgentBook agents;
  private long[] used = new long[8];
  int running;

  UserShare(double weight, int maxRunning, AgentBook agents) {
    this.weight = weight;
    this.maxRunning = maxRunning;
    this.agents = agents;
  }

  void use(NumberedDemand demand, int sign) {
    running += sign;
    useMore(demand, sign);
  }

  /** Not by a task. */
  void useMore(NumberedDemand demand, int sign) {
    for (int i = 0; i < demand.names.length; i++) {
      int name = demand.names[i];
      if (name >= used.length) {
        used = Arrays.copyOf(used, name + 4);
      }
      used[name] += sign * demand.amounts[i];
    }
  }

  /** Dominant resource fairness: the dominant share, by weight. */
  double share() {
    return agents.dominantShare(used) / weight;
  }

  int room() {
    return maxRunning == 0 ? Integer.MAX_VALUE : Math.max(0, maxRunning - running);
  }
}

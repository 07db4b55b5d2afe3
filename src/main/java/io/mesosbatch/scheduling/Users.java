package io.mesosbatch.scheduling;

import java.util.HashMap;
import java.util.Map;

/** The users of all jobs so far, and what each has. */
final class Users {
  private final FairShares shares;
  private final AgentBook agents;
  private final Map<String, UserShare> users = new HashMap<>();

  Users(FairShares shares, AgentBook agents) {
    this.shares = shares;
    this.agents = agents;
  }

  UserShare of(String user) {
    return users.computeIfAbsent(
        user,
        name ->
            new UserShare(
                shares.weights().getOrDefault(name, 1.0),
                shares.maxRunning().getOrDefault(name, 0),
                agents));
  }

  /** How many have jobs under way. */
  int withJobs() {
    int count = 0;
    for (UserShare user : users.values()) {
      count += user.jobs.isEmpty() ? 0 : 1;
    }
    return count;
  }
}

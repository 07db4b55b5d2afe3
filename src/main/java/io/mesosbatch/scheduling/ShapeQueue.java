package io.mesosbatch.scheduling;

import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The lanes, of all jobs, whose tasks have the same shape: by priority, then by user, then age. */
final class ShapeQueue {
  private static final int MOST_JUDGED = 50_000;

  final Shape shape;
  final NumberedDemand demand;
  private final TreeMap<Integer, Map<UserShare, TreeSet<Lane>>> levels =
      new TreeMap<>(Comparator.reverseOrder());

  /** What the agents alone decide; agents have few different traits or few shapes ask for them. */
  private final IdentityHashMap<AgentTraits, Boolean> suitable = new IdentityHashMap<>();

  /** Of the constraints, in their order; null until it is asked for. */
  private List<ValuePattern> patterns;

  private int size;

  /** When it last had a launch; 0 before it is first looked at. */
  private long lastLaunch;

  ShapeQueue(Shape shape, NumberedDemand demand) {
    this.shape = shape;
    this.demand = demand;
  }

  void add(Lane lane) {
    levels
        .computeIfAbsent(lane.job.plan.priority(), p -> new LinkedHashMap<>())
        .computeIfAbsent(lane.job.user, u -> new TreeSet<>(Lane::byAge))
        .add(lane);
    size++;
  }

  void remove(Lane lane) {
    int priority = lane.job.plan.priority();
    Map<UserShare, TreeSet<Lane>> users = levels.get(priority);
    TreeSet<Lane> lanes = users.get(lane.job.user);
    lanes.remove(lane);
    size--;
    if (lanes.isEmpty()) {
      users.remove(lane.job.user);
      if (users.isEmpty()) {
        levels.remove(priority);
      }
    }
  }

  /** Ms since the epoch; the time since when its tasks wait if it has had none. */
  long lastLaunch(long now) {
    if (lastLaunch == 0) {
      lastLaunch = now;
    }
    return lastLaunch;
  }

  void launched(long now) {
    lastLaunch = now;
  }

  /** The highest in it. */
  int priority() {
    return levels.firstKey();
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Whether the agent's traits are right. */
  boolean suits(AgentBook.Entry agent) {
    if (shape.constraints().isEmpty()) {
      return !agent.dedicated();
    }
    if (suitable.size() >= MOST_JUDGED) {
      // Among them are agents that were replaced long ago.
      suitable.clear();
    }
    return suitable.computeIfAbsent(agent.traits(), this::judge);
  }

  private boolean judge(AgentTraits traits) {
    return obeyed(traits)
        && (!traits.dedicated()
            || shape.constraints().stream()
                .anyMatch(rule -> rule.attribute().equals(AgentTraits.DEDICATED)));
  }

  /** Whether the constraints hold for the agent, dedicated or not. */
  boolean obeyed(AgentBook.Entry agent) {
    return obeyed(agent.traits());
  }

  private boolean obeyed(AgentTraits traits) {
    List<PlacementRule> rules = shape.constraints();
    if (patterns == null) {
      patterns = rules.stream().map(ValuePattern::of).toList();
    }
    for (int i = 0; i < rules.size(); i++) {
      if (!traits.satisfies(rules.get(i), patterns.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Of the lanes that may go there the first in order; null if none may. */
  Lane first(String agentId, AgentBook.Entry agent, long now) {
    for (Map<UserShare, TreeSet<Lane>> users : levels.values()) {
      Lane best = null;
      for (Map.Entry<UserShare, TreeSet<Lane>> user : users.entrySet()) {
        if (user.getKey().room() == 0) {
          continue;
        }
        for (Lane lane : user.getValue()) {
          if (lane.room(agentId, agent, now) > 0) {
            best = best == null || lane.before(best) ? lane : best;
            break;
          }
        }
      }
      if (best != null) {
        return best;
      }
    }
    return null;
  }

  /** Every lane in it. */
  Iterable<Lane> lanes() {
    return () ->
        levels.values().stream()
            .flatMap(u -> u.values().stream())
            .flatMap(TreeSet::stream)
            .iterator();
  }
}

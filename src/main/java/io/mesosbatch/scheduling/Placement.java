package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.v1.Constraint.Operator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Matches the offers of one moment with the pending tasks, shape by shape. */
final class Placement {
  private final PendingTasks pending;
  private final ResourceNames names;
  private final AgentBook agents;
  private final TaskLife life;
  private final Starvation starvation;
  private final Cuts cuts = new Cuts();
  private boolean reserveOnDemand;

  Placement(
      PendingTasks pending,
      ResourceNames names,
      AgentBook agents,
      TaskLife life,
      Starvation starvation) {
    this.pending = pending;
    this.names = names;
    this.agents = agents;
    this.life = life;
    this.starvation = starvation;
  }

  boolean reservesOnDemand() {
    return reserveOnDemand;
  }

  void reserveOnDemand() {
    reserveOnDemand = true;
  }

  /** A shape that an agent may run, and the lane of it that comes first there. */
  private static final class Candidate {
    final ShapeQueue queue;
    Lane lane;
    int placed;

    Candidate(ShapeQueue queue) {
      this.queue = queue;
    }
  }

  /** One supply for each agent and role: one ACCEPT may not mix them. */
  List<Supply> supplies(List<Offer> offers) {
    List<Supply> supplies = new ArrayList<>(offers.size());
    Map<String, Supply> byAgent = new HashMap<>(offers.size() * 4 / 3 + 1);
    for (Offer offer : offers) {
      Supply supply = new Supply(offer, names, cuts);
      Supply known = byAgent.putIfAbsent(supply.agentId(), supply);
      if (known == null || known.addOrFollow(supply)) {
        supplies.add(supply);
      }
    }
    return supplies;
  }

  /** Tells the GROUP_BY constraints which values they could use now. */
  void lookAround(List<Supply> supplies, long now) {
    Map<GroupCounts, Set<String>> offered = new IdentityHashMap<>();
    for (ShapeQueue queue : pending.all()) {
      if (queue.shape.groupBy()) {
        Map<String, Set<String>> byAttribute = new HashMap<>();
        for (Lane lane : queue.lanes()) {
          for (GroupCounts group : lane.job.groupsOf(lane.shape)) {
            if (group.rule.operator() == Operator.GROUP_BY) {
              Set<String> values =
                  byAttribute.computeIfAbsent(
                      group.rule.attribute(), attribute -> values(attribute, queue, supplies, now));
              offered.merge(group, values, Placement::both);
            }
          }
        }
      }
    }
    offered.forEach(GroupCounts::offered);
  }

  /** So that one after the other has another value of what GROUP_BY counts, as far as it goes. */
  List<Supply> alternating(List<Supply> supplies) {
    Set<String> attributes = new LinkedHashSet<>();
    for (ShapeQueue queue : pending.all()) {
      for (PlacementRule rule : queue.shape.constraints()) {
        if (rule.operator() == Operator.GROUP_BY) {
          attributes.add(rule.attribute());
        }
      }
    }
    Map<List<String>, Integer> turns = new HashMap<>();
    Map<Integer, List<Supply>> byTurn = new TreeMap<>();
    for (Supply supply : supplies) {
      AgentTraits traits = agents.of(supply.agentId()).traits();
      int turn = turns.merge(attributes.stream().map(traits::group).toList(), 1, Integer::sum);
      byTurn.computeIfAbsent(turn, t -> new ArrayList<>()).add(supply);
    }
    return byTurn.values().stream().flatMap(List::stream).toList();
  }

  private static Set<String> both(Set<String> some, Set<String> others) {
    if (some == others) {
      return some;
    }
    Set<String> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  private Set<String> values(String attribute, ShapeQueue queue, List<Supply> supplies, long now) {
    Set<String> values = new HashSet<>();
    for (Supply supply : supplies) {
      AgentBook.Entry agent = agents.of(supply.agentId());
      if (queue.suits(agent)
          && agent.staysFor(queue.shape, 0, now)
          && supply.fits(queue.demand, 1) > 0) {
        values.add(agent.traits().group(attribute));
      }
    }
    return values;
  }

  /**
   * Launches from the pending tasks those that fit. What is left only shrinks, so a shape that does
   * not fit once is out; the lane that comes first among the rest goes on until it is empty, too
   * large, or another's turn comes.
   *
   * @param oneByOne whether the order changes with each launch, as fair shares do
   * @param most for each shape here
   */
  void place(Supply supply, boolean oneByOne, Share most, long now) {
    AgentBook.Entry agent = agents.seen(supply);
    List<Candidate> open = new ArrayList<>();
    for (ShapeQueue queue : pending.anywhere()) {
      consider(queue, supply, agent, now, open);
    }
    for (ShapeQueue queue : pending.pinnedTo(supply.agentId())) {
      consider(queue, supply, agent, now, open);
    }
    while (!open.isEmpty()) {
      Candidate next = open.get(0);
      for (int i = 1; i < open.size(); i++) {
        if (open.get(i).lane.before(next.lane)) {
          next = open.get(i);
        }
      }
      Lane lane = next.lane;
      int limit = Math.min(lane.size(), lane.room(supply.agentId(), agent, now));
      limit = Math.min(limit, lane.job.room() / lane.tasks);
      limit = Math.min(limit, most.of(next.queue.shape) - next.placed);
      limit = oneByOne ? Math.min(limit, 1) : limit;
      NumberedDemand demand = demand(next.queue, agent);
      if (demand == next.queue.demand && !lane.shape().executorId().isEmpty()) {
        limit = Math.min(limit, 1); // the next ones find the executor there
      }
      int count = limit <= 0 ? 0 : fits(supply, demand, limit);
      if (count == 0) {
        open.remove(next);
        continue;
      }
      for (int i = 0; i < count; i++) {
        if (lane.shape().group() > 0) {
          supply.launch(group(life.launchGroup(lane, supply, agent), lane, supply));
        } else {
          supply.launch(launch(life.launch(lane, supply, agent), lane, supply));
        }
      }
      next.placed += count;
      starvation.launched(next.queue, now);
      boolean all = oneByOne || lane.job.hasGroups() || lane.job.plan.rules().maxRunning() > 0;
      refresh(all ? open : List.of(next), open, supply, agent, now);
    }
  }

  private static Effect.Launch launch(ActiveAttempt task, Lane lane, Supply supply) {
    if (!lane.shape().hasExecutor()) {
      List<Resource> resources = supply.take(lane.demand);
      return new Effect.Launch(task.key(), task.number, resources, Effect.Executor.NONE);
    }
    NumberedDemand own = lane.job.ownOf(lane.shape);
    String id = lane.shape().executorId();
    if (task.sharesExecutor) {
      Effect.Executor runs = new Effect.Executor(task.agent.executor(id), false);
      return new Effect.Launch(task.key(), task.number, supply.take(own), runs);
    }
    List<List<Resource>> taken = supply.takeAll(List.of(own, lane.job.executorOf(lane.shape)));
    if (!id.isEmpty()) {
      task.agent.executorStarts(id, taken.get(1));
    }
    Effect.Executor starts = new Effect.Executor(taken.get(1), true);
    return new Effect.Launch(task.key(), task.number, taken.get(0), starts);
  }

  private static Effect.LaunchGroup group(List<ActiveAttempt> tasks, Lane lane, Supply supply) {
    List<NumberedDemand> demands = new ArrayList<>(tasks.size() + 1);
    tasks.forEach(task -> demands.add(task.job.demandOf(task.index)));
    demands.add(lane.job.executorOf(lane.shape));
    List<List<Resource>> resources = supply.takeAll(demands);
    List<Effect.Launch> launches = new ArrayList<>(tasks.size());
    for (int i = 0; i < tasks.size(); i++) {
      ActiveAttempt task = tasks.get(i);
      launches.add(
          new Effect.Launch(task.key(), task.number, resources.get(i), Effect.Executor.NONE));
    }
    return new Effect.LaunchGroup(launches, resources.get(tasks.size()));
  }

  /** How many of a shape one agent may get. */
  interface Share {
    Share ALL = shape -> Integer.MAX_VALUE;

    int of(Shape shape);
  }

  private void consider(
      ShapeQueue queue, Supply supply, AgentBook.Entry agent, long now, List<Candidate> open) {
    boolean fits = supply.fits(demand(queue, agent), 1) > 0;
    if ((fits || reserveOnDemand && !queue.demand.others.isEmpty())
        && queue.suits(agent)
        && starvation.allows(queue, supply.agentId())) {
      Candidate candidate = new Candidate(queue);
      candidate.lane = queue.first(supply.agentId(), agent, now);
      if (candidate.lane != null) {
        open.add(candidate);
      }
    }
  }

  /** Of one more task there: an executor that runs already takes nothing more. */
  private static NumberedDemand demand(ShapeQueue queue, AgentBook.Entry agent) {
    return agent.runs(queue.shape.executorId())
        ? queue.lanes().iterator().next().ownDemand()
        : queue.demand;
  }

  private int fits(Supply supply, NumberedDemand demand, int limit) {
    int count = supply.fits(demand, limit);
    return count == 0 && reserveOnDemand && supply.reserveFor(demand) ? 1 : count;
  }

  private static void refresh(
      List<Candidate> changed,
      List<Candidate> open,
      Supply supply,
      AgentBook.Entry agent,
      long now) {
    for (Candidate candidate : List.copyOf(changed)) {
      candidate.lane = candidate.queue.first(supply.agentId(), agent, now);
      if (candidate.lane == null) {
        open.remove(candidate);
      }
    }
  }
}

package io.mesosbatch.scheduling;

import io.mesosbatch.resources.FixedPoint;
import io.mesosbatch.v1.Constraint.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Says why no agent takes the tasks of a shape now. */
final class AgentReasons {
  private final RecentOffers recent;
  private final Starvation starvation;
  private final Map<String, AgentBook.Entry> known = new HashMap<>();
  private final Map<List<PlacementRule>, ShapeQueue> queues = new HashMap<>();

  /** Jobs often have the same shapes. */
  private final Map<Shape, Map<String, AgentBook.Entry>> rightFor = new HashMap<>();

  private final boolean filtered;
  private final long now;

  /**
   * @param filtered whether the master keeps back offers that are of no use
   */
  AgentReasons(
      AgentBook agents, RecentOffers recent, Starvation starvation, boolean filtered, long now) {
    this.filtered = filtered;
    agents
        .all()
        .forEach(
            (id, agent) -> {
              if (agent.traits() != null) {
                known.put(id, agent);
              }
            });
    this.recent = recent;
    this.starvation = starvation;
    this.now = now;
  }

  /**
   * @param never no agent that is known could ever take one
   */
  record Found(List<String> reasons, boolean never) {}

  Found of(Lane lane) {
    if (known.isEmpty()) {
      return new Found(List.of("no agent has made an offer yet"), false);
    }
    ShapeQueue queue = sharing(lane);
    String pin = lane.shape().agentId().orElse(null);
    Map<String, AgentBook.Entry> right =
        rightFor.computeIfAbsent(lane.shape(), shape -> right(lane, pin, queue));
    if (right.isEmpty()) {
      return new Found(never(lane, pin, queue), true);
    }
    List<String> reasons = new ArrayList<>();
    for (GroupCounts group : lane.job.groupsOf(lane.shape)) {
      taken(group, right, reasons);
    }
    leaving(lane, right, reasons);
    kept(lane.shape(), right, reasons);
    if (lane.avoidedAgent != null && now < lane.avoidedUntil) {
      reasons.add(
          "keeps away from agent "
              + lane.avoidedAgent
              + ", where it failed, until "
              + Explanation.time(lane.avoidedUntil));
    }
    Set<String> possible = possible(lane, right);
    if (reasons.isEmpty() && possible.isEmpty()) {
      reasons.add(apartOnly(lane, right.size()));
    }
    if (reasons.isEmpty() || !lane.job.hasGroups()) {
      reasons.add(offers(lane, possible));
    }
    return new Found(reasons, false);
  }

  /** For each constraint there is room somewhere, but nowhere for all of them. */
  private static String apartOnly(Lane lane, int right) {
    return Arrays.stream(lane.job.groupsOf(lane.shape))
        .map(group -> group.rule.toString())
        .collect(
            Collectors.joining(
                " and ",
                "none of " + agents(right) + " is right for ",
                " together, as long as the job's other tasks are where they are"));
  }

  /** Those of the agents to which it may go now, as far as the job's other tasks go. */
  private Set<String> possible(Lane lane, Map<String, AgentBook.Entry> right) {
    boolean avoids = lane.avoidedAgent != null && now < lane.avoidedUntil;
    GroupCounts[] groups = lane.job.groupsOf(lane.shape);
    if (!avoids && groups.length == 0) {
      return right.keySet();
    }
    Set<String> possible = new HashSet<>(right.keySet());
    if (avoids) {
      possible.remove(lane.avoidedAgent);
    }
    for (GroupCounts group : groups) {
      String attribute = group.rule.attribute();
      possible.removeIf(id -> group.room(right.get(id).traits().group(attribute)) == 0);
    }
    return possible;
  }

  /** It remembers which agents suit; that depends on the constraints alone. */
  private ShapeQueue sharing(Lane lane) {
    return queues.computeIfAbsent(
        lane.shape().constraints(), c -> new ShapeQueue(lane.shape(), lane.demand));
  }

  /** The agents that could take a task of the shape if they were idle, by id. */
  private Map<String, AgentBook.Entry> right(Lane lane, String pin, ShapeQueue queue) {
    if (pin != null) {
      AgentBook.Entry agent = known.get(pin);
      boolean right = agent != null && agent.couldEverHold(lane.demand) && queue.suits(agent);
      return right ? Map.of(pin, agent) : Map.of();
    }
    Map<String, AgentBook.Entry> wrong = new HashMap<>();
    known.forEach(
        (id, agent) -> {
          if (!agent.couldEverHold(lane.demand) || !queue.suits(agent)) {
            wrong.put(id, agent);
          }
        });
    if (wrong.isEmpty()) {
      return known;
    }
    if (wrong.size() == known.size()) {
      return Map.of();
    }
    Map<String, AgentBook.Entry> right = new HashMap<>(known);
    right.keySet().removeAll(wrong.keySet());
    return right;
  }

  private List<String> never(Lane lane, String pin, ShapeQueue queue) {
    List<String> reasons = new ArrayList<>();
    if (pin != null && !known.containsKey(pin)) {
      return List.of("agent " + pin + " has made no offer yet");
    }
    List<Demand.Scalar> scalars = lane.shape().demand().scalars();
    for (int i = 0; i < scalars.size(); i++) {
      lacking(scalars.get(i), lane.demand.names[i], pin, reasons);
    }
    for (PlacementRule rule : lane.shape().constraints()) {
      ValuePattern pattern = ValuePattern.of(rule);
      if (known.values().stream().noneMatch(a -> a.traits().satisfies(rule, pattern))) {
        boolean tooHard = known.values().stream().anyMatch(a -> a.traits().tooHard(rule, pattern));
        reasons.add(
            tooHard
                ? rule + ": the expression takes too many steps; write a simpler one"
                : rule + ": none of " + agents(known.size()) + " is right");
      }
    }
    if (reasons.isEmpty() && known.values().stream().noneMatch(queue::suits)) {
      reasons.add(
          lane.shape().constraints().isEmpty()
              ? "all of " + agents(known.size()) + " are dedicated to other tasks"
              : known.values().stream().anyMatch(queue::obeyed)
                  ? "the agents that are right are dedicated to other tasks"
                  : "none of " + agents(known.size()) + " is right for all constraints together");
    }
    if (reasons.isEmpty()) {
      reasons.add(
          "no agent has "
              + lane.shape().wanted()
              + " together"
              + (pin != null || !lane.shape().constraints().isEmpty()
                  ? " and is where the task may run"
                  : ""));
    }
    return reasons;
  }

  private static String agents(int count) {
    return count == 1 ? "1 agent" : count + " agents";
  }

  private void lacking(Demand.Scalar scalar, int name, String pin, List<String> reasons) {
    long largest = 0;
    for (Map.Entry<String, AgentBook.Entry> agent : known.entrySet()) {
      if (pin == null || pin.equals(agent.getKey())) {
        largest = Math.max(largest, agent.getValue().mostOf(name));
      }
    }
    if (largest < scalar.thousandths()) {
      reasons.add(
          (pin == null ? "no agent has " : "agent " + pin + " does not have ")
              + FixedPoint.toString(scalar.thousandths())
              + " "
              + scalar.name()
              + " in all; the most that "
              + (pin == null ? "one" : "it")
              + " has shown is "
              + FixedPoint.toString(largest));
    }
  }

  private static void taken(
      GroupCounts group, Map<String, AgentBook.Entry> right, List<String> reasons) {
    if (group.unknown() > 0) {
      reasons.add(
          group.rule
              + ": it is not known yet where "
              + group.unknown()
              + " of the job's tasks run; their agents have made no offer since the start");
      return;
    }
    Set<String> values = new TreeSet<>();
    for (AgentBook.Entry agent : right.values()) {
      String value = agent.traits().group(group.rule.attribute());
      if (group.room(value) > 0) {
        return;
      }
      values.add(value);
    }
    reasons.add(group.rule + ": " + full(group, values));
  }

  private static String full(GroupCounts group, Set<String> values) {
    String noun = noun(group.rule.attribute());
    Operator operator = group.rule.operator();
    if (operator == Operator.CLUSTER) {
      return "the job's tasks are on "
          + String.join(", ", group.running().keySet())
          + ", and no agent there is right";
    }
    if (operator == Operator.GROUP_BY) {
      values.addAll(group.running().keySet());
      if (group.number() > values.size()) {
        return group.number() + " " + noun + "s are wanted, " + values.size() + " are known";
      }
      return "another " + noun + " must get a task first";
    }
    String taken =
        values.size() == 1
            ? "the only " + noun + ", " + values.iterator().next() + ", is taken"
            : "all " + values.size() + " " + noun + "s taken";
    return taken
        + (operator == Operator.MAX_PER ? " by " + group.rule.value() + " tasks each" : "");
  }

  private static String noun(String attribute) {
    return switch (attribute) {
      case AgentTraits.HOSTNAME -> "host";
      case AgentTraits.REGION -> "region";
      case AgentTraits.ZONE -> "zone";
      default -> attribute;
    };
  }

  private void leaving(Lane lane, Map<String, AgentBook.Entry> right, List<String> reasons) {
    long deadlineAt = lane.job.plan.rules().deadlineAt();
    int leaving = 0;
    for (AgentBook.Entry agent : right.values()) {
      leaving += agent.staysFor(lane.shape(), deadlineAt, now) ? 0 : 1;
    }
    if (leaving > 0) {
      reasons.add(
          "maintenance: "
              + leaving
              + " of "
              + agents(right.size())
              + " may be away before the task has ended");
    }
  }

  private void kept(Shape shape, Map<String, AgentBook.Entry> right, List<String> reasons) {
    Starvation.Kept kept = starvation.kept().orElse(null);
    if (kept == null || !right.containsKey(kept.agentId())) {
      return;
    }
    String agent = right.get(kept.agentId()).hostname() + " (agent " + kept.agentId() + ")";
    String until = " until " + Explanation.time(kept.until());
    if (kept.shape().equals(shape)) {
      reasons.add(agent + " is kept free for it" + until + ", as it has waited for long");
    } else {
      reasons.add(
          agent
              + " is kept free for a task that wants "
              + kept.shape().wanted()
              + " and has waited for long,"
              + until);
    }
  }

  private String offers(Lane lane, Set<String> right) {
    int count = recent.count(now);
    String text = "offers of the last " + RecentOffers.MILLIS / 1000 + " s: " + count;
    RecentOffers.Left best = null;
    double bestPart = -1;
    boolean kept = count == 0 && filtered;
    if (kept) {
      text += " (the master keeps back what fits no task)";
    }
    for (RecentOffers.Left left : recent.latest(kept ? 0 : now - RecentOffers.MILLIS)) {
      double part = part(left, lane.demand);
      if (right.contains(left.agentId()) && part > bestPart) {
        best = left;
        bestPart = part;
      }
    }
    if (best == null) {
      return count == 0 ? text : text + ", none of an agent where it may run";
    }
    String host = " (" + best.hostname() + ")";
    if (bestPart >= 1) {
      return lane.demand.others.isEmpty()
          ? text + "; waits for the next one"
          : text + ", none had the reserved or named resources that it wants";
    }
    return text + (kept ? "; before, the best had " : ", best had ") + lacking(lane, best) + host;
  }

  private static String lacking(Lane lane, RecentOffers.Left left) {
    List<String> lacking = new ArrayList<>();
    for (int i = 0; i < lane.demand.names.length; i++) {
      long there = amount(left, lane.demand.names[i]);
      if (there < lane.demand.amounts[i]) {
        lacking.add(
            lane.shape().demand().scalars().get(i).name()
                + " "
                + FixedPoint.toString(there)
                + " of "
                + FixedPoint.toString(lane.demand.amounts[i]));
      }
    }
    return String.join(", ", lacking);
  }

  private static long amount(RecentOffers.Left left, int name) {
    return name < left.amounts().length ? left.amounts()[name] : 0;
  }

  /** How near it comes: the part that is there of what is scarcest, at most 1. */
  private static double part(RecentOffers.Left left, NumberedDemand demand) {
    double part = 1;
    for (int i = 0; i < demand.names.length; i++) {
      part = Math.min(part, (double) amount(left, demand.names[i]) / demand.amounts[i]);
    }
    return part;
  }
}

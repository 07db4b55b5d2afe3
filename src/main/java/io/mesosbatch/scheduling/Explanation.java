package io.mesosbatch.scheduling;

import io.mesosbatch.job.Phase;
import io.mesosbatch.resources.FixedPoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Says why pending tasks wait. */
final class Explanation {
  private final AgentBook agents;
  private final RecentOffers recent;
  private final long now;

  Explanation(AgentBook agents, RecentOffers recent, long now) {
    this.agents = agents;
    this.recent = recent;
    this.now = now;
  }

  List<Waiting> of(Collection<JobRun> jobs) {
    List<Waiting> all = new ArrayList<>();
    for (JobRun job : jobs) {
      explain(job, all);
    }
    return all;
  }

  private void explain(JobRun job, List<Waiting> all) {
    int later = job.count(Phase.PENDING);
    Map<Integer, Integer> byShape = new TreeMap<>();
    Map<Integer, Lane> lanes = new HashMap<>();
    for (Lane lane : job.lanes()) {
      if (lane.size() > 0) {
        byShape.merge(lane.shape, lane.size(), Integer::sum);
        lanes.put(lane.shape, lane);
        later -= lane.size();
      }
    }
    byShape.forEach(
        (shape, tasks) -> {
          Lane lane = lanes.get(shape);
          all.add(
              new Waiting(job.plan.id(), tasks, text(lane.shape().demand()), reasons(job, lane)));
        });
    if (later > 0) {
      String why =
          job.plan.rules().tasks().isEmpty()
              ? "wait before their next attempt"
              : "come after other tasks of the job, or wait before their next attempt";
      all.add(new Waiting(job.plan.id(), later, "", List.of(why)));
    }
  }

  private List<String> reasons(JobRun job, Lane lane) {
    List<String> reasons = new ArrayList<>();
    if (!job.waitingForJobs.isEmpty()) {
      reasons.add("the job comes after " + String.join(", ", job.waitingForJobs.keySet()));
    } else if (job.room() == 0) {
      int most = job.plan.rules().maxRunning();
      reasons.add(
          most > 0 && job.running() >= most
              ? "max_running: " + most + " tasks of the job run"
              : "user " + job.plan.rules().user() + " may run no more tasks at a time");
    }
    if (reasons.isEmpty()) {
      reasons.addAll(ofAgents(lane));
    }
    return reasons;
  }

  private List<String> ofAgents(Lane lane) {
    Shape shape = lane.shape();
    if (agents.all().isEmpty()) {
      return List.of("no agent has made an offer yet");
    }
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < lane.demand.names.length; i++) {
      lacking(shape.demand().scalars().get(i), lane.demand.names[i], lane.demand.amounts[i])
          .ifPresent(reasons::add);
    }
    shape
        .agentId()
        .filter(id -> !agents.all().containsKey(id))
        .ifPresent(id -> reasons.add("agent " + id + " has made no offer yet"));
    for (PlacementRule rule : shape.constraints()) {
      broken(rule, lane).ifPresent(reasons::add);
    }
    if (reasons.isEmpty()) {
      reasons.add(offers(lane));
    }
    return reasons;
  }

  private Optional<String> lacking(Demand.Scalar scalar, int name, long amount) {
    long largest = 0;
    for (AgentBook.Entry agent : agents.all().values()) {
      largest = Math.max(largest, name < agent.largest.length ? agent.largest[name] : 0);
    }
    return largest >= amount
        ? Optional.empty()
        : Optional.of(
            "no agent is known to have "
                + FixedPoint.toString(amount)
                + " "
                + scalar.name()
                + " in all; the largest has "
                + FixedPoint.toString(largest));
  }

  private Optional<String> broken(PlacementRule rule, Lane lane) {
    int suitable = 0;
    int free = 0;
    for (AgentBook.Entry agent : agents.all().values()) {
      if (agent.traits() != null && agent.traits().satisfies(rule)) {
        suitable++;
        free += roomFor(rule, lane, agent) ? 1 : 0;
      }
    }
    if (suitable == 0) {
      return Optional.of("constraint " + rule + ": no agent is right");
    }
    return free > 0
        ? Optional.empty()
        : Optional.of(
            "constraint " + rule + ": none of " + suitable + " agents may have another task");
  }

  private static boolean roomFor(PlacementRule rule, Lane lane, AgentBook.Entry agent) {
    for (GroupCounts group : lane.job.groupsOf(lane.shape)) {
      if (group.rule.equals(rule)) {
        return group.room(agent.traits().group(rule.attribute())) > 0;
      }
    }
    return true;
  }

  private String offers(Lane lane) {
    List<RecentOffers.Left> offers = recent.since(now - RecentOffers.MILLIS);
    String head = "offers of the last " + RecentOffers.MILLIS / 1000 + " s: " + offers.size();
    RecentOffers.Left best = null;
    double bestPart = -1;
    for (RecentOffers.Left left : offers) {
      double part = part(left, lane.demand);
      if (part > bestPart) {
        best = left;
        bestPart = part;
      }
    }
    if (best == null) {
      return head;
    }
    StringBuilder text = new StringBuilder(head + ", the best left ");
    for (int i = 0; i < lane.demand.names.length; i++) {
      int name = lane.demand.names[i];
      text.append(i == 0 ? "" : ", ")
          .append(lane.shape().demand().scalars().get(i).name())
          .append(' ')
          .append(FixedPoint.toString(name < best.amounts().length ? best.amounts()[name] : 0))
          .append(" of ")
          .append(FixedPoint.toString(lane.demand.amounts[i]));
    }
    return text.append(" on agent ").append(best.agentId()).toString();
  }

  /** How near it comes: the part that is there of what is scarcest. */
  private static double part(RecentOffers.Left left, NumberedDemand demand) {
    double part = 1;
    for (int i = 0; i < demand.names.length; i++) {
      int name = demand.names[i];
      long there = name < left.amounts().length ? left.amounts()[name] : 0;
      part = Math.min(part, (double) there / demand.amounts[i]);
    }
    return part;
  }

  private static String text(Demand demand) {
    StringBuilder text = new StringBuilder();
    for (Demand.Scalar scalar : demand.scalars()) {
      text.append(text.length() == 0 ? "" : "; ")
          .append(scalar.name())
          .append(':')
          .append(FixedPoint.toString(scalar.thousandths()));
    }
    if (!demand.others().isEmpty()) {
      text.append(text.length() == 0 ? "" : "; ").append("and ").append(demand.others().size());
      text.append(" more");
    }
    return text.toString();
  }
}

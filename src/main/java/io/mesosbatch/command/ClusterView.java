package io.mesosbatch.command;

import io.mesosbatch.job.ClusterFit;
import io.mesosbatch.mesos.v1.AgentInfo;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.master.Response;
import io.mesosbatch.operator.AgentView;
import io.mesosbatch.resources.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a framework would be offered by a cluster.
 *
 * @param free what each agent has left now
 * @param idle what each would have if nothing ran there; the same as {@code free} if that is not
 *     known
 * @param fit what the agents have in all; empty if it is not known
 * @param notes for people: what was left out, and how the rest is known
 */
record ClusterView(
    List<Offer> free, List<Offer> idle, Optional<ClusterFit> fit, List<String> notes) {
  private static final String GPUS = "gpus";

  /** From offers alone: whether something could ever run is not known then. */
  static ClusterView ofOffers(List<Offer> offers, String why) {
    return new ClusterView(
        offers,
        offers,
        Optional.empty(),
        List.of(
            "The master does not tell of its agents ("
                + why
                + "): judged by "
                + offers.size()
                + " offers, which were declined; what would never run is not known"));
  }

  /**
   * @param roles of the framework
   * @param capabilities of the framework
   */
  static ClusterView ofAgents(
      List<Response.GetAgents.Agent> agents, List<String> roles, List<String> capabilities) {
    Map<String, AgentView> views = new HashMap<>();
    AgentView.of(agents).forEach(view -> views.put(view.id().getValue(), view));
    List<Offer> free = new ArrayList<>();
    List<Offer> idle = new ArrayList<>();
    Map<String, Resources> totals = new LinkedHashMap<>();
    int away = 0;
    int gpus = 0;
    for (Response.GetAgents.Agent agent : agents) {
      AgentInfo info = agent.getAgentInfo();
      AgentView view = views.get(info.getId().getValue());
      if (!agent.getActive() || agent.getDeactivated() || agent.hasDrainInfo()) {
        away++;
      } else if (view.totalMillis(GPUS) > 0 && !capabilities.contains("GPU_RESOURCES")) {
        gpus++;
      } else {
        free.addAll(offers(info, view.free(), roles));
        idle.addAll(offers(info, view.total(), roles));
        totals.put(info.getId().getValue(), view.total());
      }
    }
    List<String> notes = new ArrayList<>();
    note(notes, away, "not active, deactivated or being drained");
    note(notes, gpus, "left out because they have GPUs: --framework_capabilities=GPU_RESOURCES");
    return new ClusterView(free, idle, Optional.of(new ClusterFit(totals)), notes);
  }

  private static void note(List<String> notes, int agents, String what) {
    if (agents > 0) {
      notes.add(agents + (agents == 1 ? " agent is " : " agents are ") + what);
    }
  }

  /** An agent's unreserved resources go to one role; each role has what is reserved for it. */
  private static List<Offer> offers(AgentInfo agent, Resources resources, List<String> roles) {
    List<Offer> offers = new ArrayList<>();
    Resources left = resources.unallocated();
    for (String role : roles) {
      Resources part = left.allocatableTo(role);
      left = left.minus(part);
      if (!part.isEmpty()) {
        offers.add(offer(agent, role, part.allocatedTo(role).toProto()));
      }
    }
    return offers;
  }

  private static Offer offer(AgentInfo agent, String role, List<Resource> resources) {
    Offer.Builder offer =
        Offer.newBuilder()
            .setAgentId(agent.getId())
            .setHostname(agent.getHostname())
            .addAllAttributes(agent.getAttributesList())
            .addAllResources(resources);
    offer.getIdBuilder().setValue(agent.getId().getValue() + "/" + role);
    offer.getFrameworkIdBuilder().setValue("dry run");
    offer.getAllocationInfoBuilder().setRole(role);
    if (agent.hasDomain()) {
      offer.setDomain(agent.getDomain());
    }
    return offer.build();
  }

  /** How many agents there are to choose from. */
  int agents() {
    Set<String> ids = new LinkedHashSet<>();
    idle.forEach(offer -> ids.add(offer.getAgentId().getValue()));
    return ids.size();
  }

  /** By agent id. */
  Map<String, String> hostnames() {
    Map<String, String> names = new HashMap<>();
    idle.forEach(offer -> names.put(offer.getAgentId().getValue(), offer.getHostname()));
    return names;
  }
}

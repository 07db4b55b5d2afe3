package io.mesosbatch.operator;

import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.master.Response;
import io.mesosbatch.resources.FixedPoint;
import io.mesosbatch.resources.Ranges;
import io.mesosbatch.resources.Resources;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An agent as its master tells of it.
 *
 * @param attributes by name, in Mesos's text form
 * @param total all that it has
 * @param free what no task uses; offered or not
 */
public record AgentView(
    AgentID id,
    String hostname,
    int port,
    boolean active,
    Map<String, String> attributes,
    Resources total,
    Resources free) {
  static final Comparator<AgentView> ORDER =
      Comparator.comparing(AgentView::hostname)
          .thenComparingInt(AgentView::port)
          .thenComparing(agent -> agent.id().getValue());

  /** By host, port and id, whatever the order of the master's answer. */
  public static List<AgentView> of(List<Response.GetAgents.Agent> agents) {
    return agents.stream().map(AgentView::of).sorted(ORDER).toList();
  }

  private static AgentView of(Response.GetAgents.Agent agent) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (Attribute attribute : agent.getAgentInfo().getAttributesList()) {
      attributes.put(attribute.getName(), text(attribute));
    }
    Resources total = Resources.of(agent.getTotalResourcesList());
    return new AgentView(
        agent.getAgentInfo().getId(),
        agent.getAgentInfo().getHostname(),
        agent.getAgentInfo().getPort(),
        agent.getActive(),
        attributes,
        total,
        free(total, agent.getAllocatedResourcesList()));
  }

  /** A shared volume may be in use several times over; then it is not free. */
  private static Resources free(Resources total, List<Resource> allocated) {
    Resources used = Resources.of(allocated).unallocated();
    Resources taken = used.nonShared().nonRevocable();
    Resources plain = total.nonShared().nonRevocable();
    Resources shared = total.shared().filter(volume -> !used.contains(Resources.of(volume)));
    return plain.contains(taken) ? plain.minus(taken).plus(shared) : Resources.EMPTY;
  }

  private static String text(Attribute attribute) {
    return switch (attribute.getType()) {
      case SCALAR -> FixedPoint.toString(FixedPoint.toMillis(attribute.getScalar().getValue()));
      case TEXT -> attribute.getText().getValue();
      case RANGES -> Ranges.of(attribute.getRanges()).toString();
      case SET -> "{" + String.join(",", attribute.getSet().getItemList()) + "}";
    };
  }

  /** Whether the text form of the attribute of that name is this. */
  boolean has(String attribute, String value) {
    return value.equals(attributes.get(attribute));
  }

  /** In thousandths, in all. */
  public long totalMillis(String scalar) {
    return total.scalarMillis(scalar);
  }

  /** {@code host:port}. */
  public String address() {
    return hostname + ":" + port;
  }

  @Override
  public String toString() {
    return address() + " (" + id.getValue() + ")";
  }
}

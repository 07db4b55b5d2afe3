package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.DomainInfo;
import io.mesosbatch.resources.Resources;
import java.util.List;
import java.util.Optional;

/** An agent as the simulation begins. */
public record AgentModel(
    String id,
    String hostname,
    Resources total,
    List<Attribute> attributes,
    Optional<DomainInfo> domain) {
  public AgentModel(String id, Resources total) {
    this(id, id + ".example", total, List.of(), Optional.empty());
  }

  AgentModel named(String otherId) {
    return new AgentModel(otherId, hostname, total, attributes, domain);
  }
}

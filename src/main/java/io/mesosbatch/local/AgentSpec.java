package io.mesosbatch.local;

import io.mesosbatch.mesos.v1.AgentInfo;
import io.mesosbatch.resources.Resources;
import java.util.Objects;
import java.util.Optional;

/**
 * An agent to start.
 *
 * @param resources in Mesos's text form, for example "cpus:4;mem:4096;ports:[31000-32000]" (mem and
 *     disk in MB)
 * @param attributes in Mesos's text form, for example "rack:r1;type:public"; may be empty;
 *     "@region:eu;@zone:eu-1" among them is its fault domain
 * @param hostname what the agent says its host is called; it listens on 127.0.0.1 whatever this is
 * @param simulation present: the agent runs nothing, it only behaves as if
 */
public record AgentSpec(
    String resources, String attributes, String hostname, Optional<Simulation> simulation) {
  public static final String DEFAULT_RESOURCES = "cpus:4;mem:4096;disk:10000;ports:[31000-32000]";

  public AgentSpec {
    Objects.requireNonNull(resources);
    Objects.requireNonNull(attributes);
    Objects.requireNonNull(hostname);
    Objects.requireNonNull(simulation);
  }

  /** An agent that runs tasks as processes of this machine. */
  public static AgentSpec of(String resources, String attributes) {
    return new AgentSpec(resources, attributes, "127.0.0.1", Optional.empty());
  }

  public AgentSpec withHostname(String hostname) {
    return new AgentSpec(resources, attributes, hostname, simulation);
  }

  /**
   * What the agent registers with.
   *
   * @param port it listens on
   * @throws RuntimeException if the resources or the attributes cannot be read; its message says
   *     where
   */
  public AgentInfo toInfo(int port) {
    AgentInfo.Builder info =
        AgentInfo.newBuilder()
            .setHostname(hostname)
            .setPort(port)
            .addAllResources(Resources.parse(resources).toProto())
            .addAllAttributes(Attributes.parse(attributes));
    FaultDomainText.parse(attributes).ifPresent(info::setDomain);
    return info.build();
  }

  public AgentSpec simulated(Simulation simulation) {
    return new AgentSpec(resources, attributes, hostname, Optional.of(simulation));
  }
}

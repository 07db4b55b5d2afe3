package io.mesosbatch.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How to start the embedded Mesos.
 *
 * @param port of the master on 127.0.0.1; 0: any free one
 * @param agents to start at once; more can be added later
 * @param workDirectory for sandboxes and the registry; empty: a new temporary directory, removed at
 *     the end
 * @param allocationInterval between rounds of offers
 * @param heartbeatInterval of a subscription
 * @param updateRetry after how long an agent repeats an unacknowledged update the first time
 * @param agentReregisterTimeout how long a restarted master waits for its agents
 * @param registry what of its agents a restarted master remembers
 * @param credentials principal to secret for HTTP basic authentication; empty: no authentication
 * @param roles by principal, the roles it may use; a principal that is not a key may use all
 */
public record LocalConfig(
    int port,
    List<AgentSpec> agents,
    Optional<Path> workDirectory,
    Duration allocationInterval,
    Duration heartbeatInterval,
    Duration updateRetry,
    Duration agentReregisterTimeout,
    Registry registry,
    Map<String, String> credentials,
    Map<String, List<String>> roles) {

  /** What a restarted master remembers: nothing, or its agents. */
  public enum Registry {
    IN_MEMORY,
    REPLICATED_LOG
  }

  public LocalConfig {
    agents = List.copyOf(agents);
    credentials = Map.copyOf(credentials);
    roles = Map.copyOf(roles);
  }

  /** One agent with {@link AgentSpec#DEFAULT_RESOURCES}, any free port, Mesos's own intervals. */
  public static LocalConfig defaults() {
    return new LocalConfig(
        0,
        List.of(AgentSpec.of(AgentSpec.DEFAULT_RESOURCES, "")),
        Optional.empty(),
        Duration.ofSeconds(1),
        Duration.ofSeconds(15),
        Duration.ofSeconds(10),
        Duration.ofMinutes(10),
        Registry.IN_MEMORY,
        Map.of(),
        Map.of());
  }

  public LocalConfig withPort(int port) {
    return with(parts -> parts.port = port);
  }

  public LocalConfig withAgents(List<AgentSpec> agents) {
    return with(parts -> parts.agents = agents);
  }

  public LocalConfig withWorkDirectory(Path workDirectory) {
    return with(parts -> parts.workDirectory = Optional.of(workDirectory));
  }

  public LocalConfig withRegistry(Registry registry) {
    return with(parts -> parts.registry = registry);
  }

  /** Principals and their secrets for HTTP basic authentication. */
  public LocalConfig withCredentials(Map<String, String> credentials) {
    return with(parts -> parts.credentials = credentials);
  }

  /** By principal, the roles it may use. */
  public LocalConfig withRoles(Map<String, List<String>> roles) {
    return with(parts -> parts.roles = roles);
  }

  public LocalConfig withIntervals(Duration allocation, Duration heartbeat, Duration updateRetry) {
    return with(
        parts -> {
          parts.allocationInterval = allocation;
          parts.heartbeatInterval = heartbeat;
          parts.updateRetry = updateRetry;
        });
  }

  private LocalConfig with(Consumer<Parts> change) {
    Parts parts = new Parts(this);
    change.accept(parts);
    return parts.config();
  }

  /** The components, to be changed one by one. */
  private static final class Parts {
    private final Duration agentReregisterTimeout;
    private int port;
    private List<AgentSpec> agents;
    private Optional<Path> workDirectory;
    private Duration allocationInterval;
    private Duration heartbeatInterval;
    private Duration updateRetry;
    private Registry registry;
    private Map<String, String> credentials;
    private Map<String, List<String>> roles;

    Parts(LocalConfig config) {
      port = config.port;
      agents = config.agents;
      workDirectory = config.workDirectory;
      allocationInterval = config.allocationInterval;
      heartbeatInterval = config.heartbeatInterval;
      updateRetry = config.updateRetry;
      agentReregisterTimeout = config.agentReregisterTimeout;
      registry = config.registry;
      credentials = config.credentials;
      roles = config.roles;
    }

    LocalConfig config() {
      return new LocalConfig(
          port,
          agents,
          workDirectory,
          allocationInterval,
          heartbeatInterval,
          updateRetry,
          agentReregisterTimeout,
          registry,
          credentials,
          roles);
    }
  }

  /** Names and secrets are not shown. */
  @Override
  public String toString() {
    return "LocalConfig[port=" + port + ", agents=" + agents.size() + "]";
  }
}

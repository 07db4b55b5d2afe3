package io.mesosbatch.local.master;

import com.google.protobuf.ByteString;
import io.mesosbatch.local.Agent;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.AgentInfo;
import io.mesosbatch.mesos.v1.Resource.ReservationInfo;
import io.mesosbatch.mesos.v1.URL;
import io.mesosbatch.resources.Resources;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** An agent that is registered with the master. Only the master's thread touches it. */
final class RegisteredAgent {
  final AgentID id;
  final String key;
  final Agent agent;
  final AgentInfo info;
  final URL url;

  /** All it has, with reservations and volumes, not allocated. */
  Resources total;

  /** What is neither offered nor in use; shared resources never stand here. */
  Resources available;

  /** By framework, then by task id. */
  final Map<String, Map<String, TaskEntry>> tasks = new HashMap<>();

  /** By framework, then by executor id. */
  final Map<String, Map<String, ExecutorEntry>> executors = new HashMap<>();

  final Set<OutstandingOffer> offers = new LinkedHashSet<>();
  final Map<String, InverseOfferEntry> inverseOffers = new LinkedHashMap<>();
  final Map<ByteString, OperationEntry> operations = new LinkedHashMap<>();
  boolean deactivated;

  /** Its tasks are killed because it is to be drained. */
  boolean draining;

  final long registeredTime;
  long reregisteredTime;

  RegisteredAgent(AgentID id, Agent agent, AgentInfo info, Resources total, long nowNanos) {
    this.id = id;
    this.key = id.getValue();
    this.agent = agent;
    this.info = info;
    this.total = total;
    this.available = total.nonShared();
    this.registeredTime = nowNanos;
    URL.Builder builder = URL.newBuilder().setScheme("http").setPath("/slave(1)");
    builder.getAddressBuilder().setHostname(info.getHostname()).setIp("127.0.0.1");
    builder.getAddressBuilder().setPort(info.getPort());
    this.url = builder.build();
  }

  String pid() {
    return "slave(1)@127.0.0.1:" + info.getPort();
  }

  TaskEntry task(String framework, String task) {
    Map<String, TaskEntry> ofFramework = tasks.get(framework);
    return ofFramework == null ? null : ofFramework.get(task);
  }

  /** Dynamic reservations and persistent volumes: what the agent remembers over a restart. */
  Resources checkpointed() {
    return total
        .reserved()
        .filter(
            resource ->
                resource.getReservationsList().stream()
                        .anyMatch(r -> r.getType() == ReservationInfo.Type.DYNAMIC)
                    || resource.getDisk().hasPersistence());
  }

  /** In use by tasks that have not ended and by executors, with allocation_info. */
  Resources used() {
    Resources used = Resources.EMPTY;
    for (String framework : frameworks()) {
      used = used.plus(used(framework));
    }
    return used;
  }

  Resources used(String framework) {
    Resources used = Resources.EMPTY;
    for (TaskEntry task : tasks.getOrDefault(framework, Map.of()).values()) {
      if (!task.terminal()) {
        used = used.plus(task.resources);
      }
    }
    for (ExecutorEntry executor : executors.getOrDefault(framework, Map.of()).values()) {
      used = used.plus(executor.resources());
    }
    return used;
  }

  Resources offered() {
    Resources offered = Resources.EMPTY;
    for (OutstandingOffer offer : offers) {
      offered = offered.plus(offer.resources());
    }
    return offered;
  }

  private Set<String> frameworks() {
    Set<String> frameworks = new LinkedHashSet<>(tasks.keySet());
    frameworks.addAll(executors.keySet());
    return frameworks;
  }
}

package io.mesosbatch.local.master;

import io.mesosbatch.local.StateJson;
import io.mesosbatch.mesos.v1.AgentInfo;
import io.mesosbatch.mesos.v1.Flag;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Role;
import io.mesosbatch.mesos.v1.TimeInfo;
import io.mesosbatch.mesos.v1.VersionInfo;
import io.mesosbatch.mesos.v1.master.Response;
import io.mesosbatch.resources.Resources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The state of the master as the v1 operator API gives it. On the master's thread only. */
final class Queries {
  static final List<AgentInfo.Capability.Type> AGENT_CAPABILITIES =
      List.of(
          AgentInfo.Capability.Type.MULTI_ROLE,
          AgentInfo.Capability.Type.HIERARCHICAL_ROLE,
          AgentInfo.Capability.Type.RESERVATION_REFINEMENT,
          AgentInfo.Capability.Type.RESOURCE_PROVIDER,
          AgentInfo.Capability.Type.RESIZE_VOLUME,
          AgentInfo.Capability.Type.AGENT_OPERATION_FEEDBACK,
          AgentInfo.Capability.Type.AGENT_DRAINING,
          AgentInfo.Capability.Type.TASK_RESOURCE_LIMITS);

  private final Master master;

  Queries(Master master) {
    this.master = master;
  }

  static TimeInfo time(long nanos) {
    return TimeInfo.newBuilder().setNanoseconds(nanos).build();
  }

  private static TimeInfo time(double seconds) {
    return time((long) (seconds * 1e9));
  }

  VersionInfo version() {
    return VersionInfo.newBuilder().setVersion(Master.VERSION).build();
  }

  Response.GetMaster master() {
    return Response.GetMaster.newBuilder()
        .setMasterInfo(master.info())
        .setStartTime(master.startTime())
        .setElectedTime(master.startTime())
        .build();
  }

  Map<String, String> flags() {
    Map<String, String> flags = new LinkedHashMap<>();
    flags.put("allocation_interval", seconds(master.config().allocationInterval()));
    flags.put("authenticate_http_frameworks", "" + !master.config().credentials().isEmpty());
    flags.put("hostname", "127.0.0.1");
    flags.put("ip", "127.0.0.1");
    flags.put("min_allocatable_resources", "cpus:0.01|mem:32");
    flags.put("port", "" + master.info().getPort());
    flags.put("registry", master.config().registry().name().toLowerCase(java.util.Locale.ROOT));
    return flags;
  }

  private static String seconds(java.time.Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "secs"
        : duration.toMillis() + "ms";
  }

  Response.GetFlags getFlags() {
    Response.GetFlags.Builder flags = Response.GetFlags.newBuilder();
    flags()
        .forEach((name, value) -> flags.addFlags(Flag.newBuilder().setName(name).setValue(value)));
    return flags.build();
  }

  Response.GetAgents agents() {
    Response.GetAgents.Builder agents = Response.GetAgents.newBuilder();
    master.agents().forEach(agent -> agents.addAgents(agent(agent)));
    return agents.build();
  }

  private static Response.GetAgents.Agent agent(RegisteredAgent agent) {
    Response.GetAgents.Agent.Builder message =
        Response.GetAgents.Agent.newBuilder()
            .setAgentInfo(agent.info)
            .setActive(true)
            .setDeactivated(agent.deactivated)
            .setVersion(Master.VERSION)
            .setPid(agent.pid())
            .setRegisteredTime(time(agent.registeredTime))
            .addAllTotalResources(StateJson.bothForms(agent.total))
            .addAllAllocatedResources(StateJson.bothForms(agent.used()))
            .addAllOfferedResources(StateJson.bothForms(agent.offered()));
    if (agent.reregisteredTime != 0) {
      message.setReregisteredTime(time(agent.reregisteredTime));
    }
    AGENT_CAPABILITIES.forEach(type -> message.addCapabilitiesBuilder().setType(type));
    return message.build();
  }

  Response.GetFrameworks frameworks() {
    Response.GetFrameworks.Builder frameworks = Response.GetFrameworks.newBuilder();
    master.frameworks().forEach(it -> frameworks.addFrameworks(framework(it)));
    master.completedFrameworks().forEach(it -> frameworks.addCompletedFrameworks(framework(it)));
    return frameworks.build();
  }

  private Response.GetFrameworks.Framework framework(Framework framework) {
    Response.GetFrameworks.Framework.Builder message =
        Response.GetFrameworks.Framework.newBuilder()
            .setFrameworkInfo(complete(framework.info))
            .setActive(framework.connected())
            .setConnected(framework.connected())
            .setRecovered(framework.recovered)
            .setRegisteredTime(time(framework.registeredTime))
            .setReregisteredTime(time(framework.reregisteredTime))
            .addAllAllocatedResources(StateJson.bothForms(used(framework)))
            .addAllOfferedResources(StateJson.bothForms(offered(framework)))
            .setOfferConstraints(framework.offerConstraints);
    framework.offers.forEach(offer -> message.addOffers(master.offers.message(offer)));
    framework.inverseOffers.values().forEach(it -> message.addInverseOffers(it.offer()));
    if (framework.unregisteredTime != 0) {
      message.setUnregisteredTime(time(framework.unregisteredTime));
    }
    return message.build();
  }

  /** With the fields that Mesos always fills in. */
  private static FrameworkInfo complete(FrameworkInfo info) {
    return info.toBuilder()
        .setFailoverTimeout(info.getFailoverTimeout())
        .setCheckpoint(info.getCheckpoint())
        .build();
  }

  Resources used(Framework framework) {
    Resources used = Resources.EMPTY;
    for (RegisteredAgent agent : master.agents()) {
      used = used.plus(agent.used(framework.key));
    }
    return used;
  }

  static Resources offered(Framework framework) {
    Resources offered = Resources.EMPTY;
    for (OutstandingOffer offer : framework.offers) {
      offered = offered.plus(offer.resources());
    }
    return offered;
  }

  Response.GetTasks tasks() {
    Response.GetTasks.Builder tasks = Response.GetTasks.newBuilder();
    for (Framework framework : master.frameworks()) {
      framework.tasks.values().forEach(task -> tasks.addTasks(task.toProto()));
      framework.completed.forEach(task -> tasks.addCompletedTasks(task.toProto()));
    }
    for (Framework framework : master.completedFrameworks()) {
      framework.completed.forEach(task -> tasks.addCompletedTasks(task.toProto()));
    }
    return tasks.build();
  }

  Response.GetExecutors executors() {
    Response.GetExecutors.Builder executors = Response.GetExecutors.newBuilder();
    for (RegisteredAgent agent : master.agents()) {
      for (Map<String, ExecutorEntry> ofFramework : agent.executors.values()) {
        for (ExecutorEntry executor : ofFramework.values()) {
          executors.addExecutors(
              Response.GetExecutors.Executor.newBuilder()
                  .setExecutorInfo(executor.info())
                  .setAgentId(agent.id));
        }
      }
    }
    return executors.build();
  }

  Response.GetOperations operations() {
    Response.GetOperations.Builder operations = Response.GetOperations.newBuilder();
    for (RegisteredAgent agent : master.agents()) {
      agent.operations.values().forEach(it -> operations.addOperations(it.toProto()));
    }
    return operations.build();
  }

  Response.GetState state() {
    return Response.GetState.newBuilder()
        .setGetTasks(tasks())
        .setGetExecutors(executors())
        .setGetFrameworks(frameworks())
        .setGetAgents(agents())
        .build();
  }

  /** The frameworks of each role that has any. */
  Map<String, List<Framework>> rolesInUse() {
    Map<String, List<Framework>> roles = new LinkedHashMap<>();
    for (Framework framework : master.frameworks()) {
      for (String role : framework.roles) {
        roles.computeIfAbsent(role, key -> new ArrayList<>()).add(framework);
      }
    }
    return roles;
  }

  Response.GetRoles roles() {
    Response.GetRoles.Builder roles = Response.GetRoles.newBuilder();
    rolesInUse()
        .forEach(
            (name, frameworks) -> {
              Role.Builder role = Role.newBuilder().setName(name).setWeight(1);
              for (Framework framework : frameworks) {
                role.addFrameworks(FrameworkID.newBuilder().setValue(framework.key));
              }
              roles.addRoles(
                  role.addAllResources(
                      scalars(usedBy(name, frameworks).plus(offeredTo(name, frameworks)))));
            });
    return roles.build();
  }

  /** In use by frameworks in that role. */
  Resources usedBy(String role, List<Framework> frameworks) {
    Resources sum = Resources.EMPTY;
    for (Framework framework : frameworks) {
      sum = sum.plus(used(framework));
    }
    return sum.filter(resource -> resource.getAllocationInfo().getRole().equals(role));
  }

  /** Offered to frameworks in that role. */
  static Resources offeredTo(String role, List<Framework> frameworks) {
    Resources sum = Resources.EMPTY;
    for (Framework framework : frameworks) {
      sum = sum.plus(offered(framework));
    }
    return sum.filter(resource -> resource.getAllocationInfo().getRole().equals(role));
  }

  /** Reserved for that role on all agents. */
  Resources reserved(String role) {
    Resources sum = Resources.EMPTY;
    for (RegisteredAgent agent : master.agents()) {
      sum = sum.plus(agent.total.reserved(role));
    }
    return sum;
  }

  private static List<Resource> scalars(Resources resources) {
    return resources.unallocated().toUnreserved().toProto().stream()
        .filter(Resource::hasScalar)
        .sorted(java.util.Comparator.comparing(Resource::getName))
        .toList();
  }
}

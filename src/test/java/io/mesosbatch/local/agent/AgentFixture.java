package io.mesosbatch.local.agent;

import io.mesosbatch.local.AgentContext;
import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.FrameworkInfo.Capability;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.resources.Resources;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** An agent of its own, with a master that records. */
final class AgentFixture implements AutoCloseable {
  static final AgentID AGENT = AgentID.newBuilder().setValue("agent-S0").build();
  static final FrameworkID FRAMEWORK = FrameworkID.newBuilder().setValue("framework-0001").build();

  final RecordingMaster master = new RecordingMaster();
  final LocalAgent agent;
  final FrameworkInfo framework;
  private final NioEventLoopGroup events = new NioEventLoopGroup(1);
  private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(1);

  AgentFixture(Path work) {
    this(work, Duration.ofSeconds(10));
  }

  AgentFixture(Path work, Duration updateRetry) {
    framework =
        FrameworkInfo.newBuilder()
            .setId(FRAMEWORK)
            .setName("test")
            .setUser(System.getProperty("user.name"))
            .addRoles("*")
            .addCapabilities(capability(Capability.Type.MULTI_ROLE))
            .addCapabilities(capability(Capability.Type.TASK_KILLING_STATE))
            .addCapabilities(capability(Capability.Type.PARTITION_AWARE))
            .build();
    agent =
        new LocalAgent(
            AgentSpec.of(AgentSpec.DEFAULT_RESOURCES, "rack:r1"),
            new AgentContext(0, work, events, timers, updateRetry));
    agent.registered(AGENT, master);
    master.acknowledgeFor(agent);
  }

  private static Capability capability(Capability.Type type) {
    return Capability.newBuilder().setType(type).build();
  }

  static TaskInfo.Builder task(String id, String command) {
    return TaskInfo.newBuilder()
        .setName(id)
        .setTaskId(TaskID.newBuilder().setValue(id))
        .setAgentId(AGENT)
        .addAllResources(resources("cpus:0.1;mem:32"))
        .setCommand(CommandInfo.newBuilder().setValue(command));
  }

  static List<Resource> resources(String text) {
    return Resources.parse(text).allocatedTo("*").toProto();
  }

  void launch(TaskInfo.Builder task) {
    agent.launch(framework, task.build());
  }

  /** Runs a task to its end. */
  TaskStatus run(TaskInfo.Builder task) {
    launch(task);
    return master.awaitEnd(task.getTaskId().getValue());
  }

  void kill(String task) {
    agent.kill(FRAMEWORK, TaskID.newBuilder().setValue(task).build(), Optional.empty());
  }

  Path sandbox(Path work, String task) throws IOException {
    return work.resolve("slaves/agent-S0/frameworks/framework-0001/executors")
        .resolve(task)
        .resolve("runs/latest")
        .toRealPath();
  }

  String stdout(Path work, String task) throws IOException {
    return Files.readString(sandbox(work, task).resolve("stdout"));
  }

  String stderr(Path work, String task) throws IOException {
    return Files.readString(sandbox(work, task).resolve("stderr"));
  }

  @Override
  public void close() {
    agent.close();
    master.close();
    timers.shutdownNow();
    events.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}

package io.mesosbatch.local.agent;

import com.google.protobuf.ByteString;
import io.mesosbatch.local.agent.SandboxFiles.Piece;
import io.mesosbatch.local.agent.SandboxFiles.Refused;
import io.mesosbatch.local.http.Exchange;
import io.mesosbatch.local.http.Reply;
import io.mesosbatch.mesos.v1.AgentInfo;
import io.mesosbatch.mesos.v1.ContainerStatus;
import io.mesosbatch.mesos.v1.VersionInfo;
import io.mesosbatch.mesos.v1.agent.Call;
import io.mesosbatch.mesos.v1.agent.Response;
import io.mesosbatch.wire.ContentType;
import java.io.IOException;
import java.util.Collection;

/** The calls of the agent's v1 operator API that look, and change nothing. */
final class AgentApi {
  private final AgentSnapshot.Source agent;
  private final SandboxFiles files;
  private final String version;

  AgentApi(AgentSnapshot.Source agent, SandboxFiles files, String version) {
    this.agent = agent;
    this.files = files;
    this.version = version;
  }

  Reply answer(Exchange exchange) throws Refused, IOException {
    Call.Builder call = Call.newBuilder();
    Calls.decode(exchange, call);
    ContentType accepted = Calls.accepted(exchange);
    Response response = answer(call.build());
    return Reply.of(accepted.mediaType(), accepted.encode(response));
  }

  private Response answer(Call call) throws Refused, IOException {
    Response.Builder response = Response.newBuilder();
    switch (call.getType()) {
      case GET_HEALTH ->
          response
              .setType(Response.Type.GET_HEALTH)
              .setGetHealth(Response.GetHealth.newBuilder().setHealthy(true));
      case GET_VERSION ->
          response
              .setType(Response.Type.GET_VERSION)
              .setGetVersion(
                  Response.GetVersion.newBuilder()
                      .setVersionInfo(VersionInfo.newBuilder().setVersion(version)));
      case LIST_FILES ->
          response
              .setType(Response.Type.LIST_FILES)
              .setListFiles(
                  Response.ListFiles.newBuilder()
                      .addAllFileInfos(files.list(call.getListFiles().getPath())));
      case READ_FILE ->
          response.setType(Response.Type.READ_FILE).setReadFile(read(call.getReadFile()));
      case GET_AGENT ->
          response
              .setType(Response.Type.GET_AGENT)
              .setGetAgent(
                  Response.GetAgent.newBuilder()
                      .setAgentInfo(agent.<AgentInfo>read(AgentSnapshot::info)));
      case GET_STATE -> response.setType(Response.Type.GET_STATE).setGetState(state());
      case GET_TASKS ->
          response.setType(Response.Type.GET_TASKS).setGetTasks(agent.read(this::tasks));
      case GET_EXECUTORS ->
          response
              .setType(Response.Type.GET_EXECUTORS)
              .setGetExecutors(agent.read(this::executors));
      case GET_FRAMEWORKS ->
          response
              .setType(Response.Type.GET_FRAMEWORKS)
              .setGetFrameworks(agent.read(this::frameworks));
      case GET_CONTAINERS ->
          response
              .setType(Response.Type.GET_CONTAINERS)
              .setGetContainers(agent.read(this::containers));
      case GET_OPERATIONS ->
          response
              .setType(Response.Type.GET_OPERATIONS)
              .setGetOperations(
                  Response.GetOperations.newBuilder()
                      .addAllOperations(agent.read(AgentSnapshot::operations)));
      default ->
          throw new Refused(
              "501 Not Implemented",
              "The embedded agent does not answer " + call.getType() + " calls");
    }
    return response.build();
  }

  private Response.ReadFile read(Call.ReadFile call) throws Refused, IOException {
    Piece piece =
        files.read(
            call.getPath(),
            call.getOffset(),
            call.hasLength() ? Math.max(0, call.getLength()) : Long.MAX_VALUE);
    return Response.ReadFile.newBuilder()
        .setSize(piece.size())
        .setData(ByteString.copyFrom(piece.data()))
        .build();
  }

  private Response.GetState state() {
    return agent.read(
        snapshot ->
            Response.GetState.newBuilder()
                .setGetTasks(tasks(snapshot))
                .setGetExecutors(executors(snapshot))
                .setGetFrameworks(frameworks(snapshot))
                .build());
  }

  private Response.GetTasks tasks(AgentSnapshot snapshot) {
    Response.GetTasks.Builder tasks = Response.GetTasks.newBuilder();
    for (FrameworkRecord framework : snapshot.frameworks()) {
      for (TaskRecord task : framework.tasks()) {
        if (!TaskStatuses.isTerminal(task.state())) {
          tasks.addLaunchedTasks(task.task());
        } else if (task.completed()) {
          tasks.addCompletedTasks(task.task());
        } else {
          tasks.addTerminatedTasks(task.task());
        }
      }
      framework.completed().stream()
          .flatMap(executor -> executor.tasks().stream())
          .forEach(task -> tasks.addCompletedTasks(task.task()));
    }
    return tasks.build();
  }

  private Response.GetExecutors executors(AgentSnapshot snapshot) {
    Response.GetExecutors.Builder executors = Response.GetExecutors.newBuilder();
    for (FrameworkRecord framework : snapshot.frameworks()) {
      framework.executors().forEach(e -> executors.addExecutorsBuilder().setExecutorInfo(e.info()));
      framework
          .completed()
          .forEach(
              c -> executors.addCompletedExecutorsBuilder().setExecutorInfo(c.executor().info()));
    }
    return executors.build();
  }

  private Response.GetFrameworks frameworks(AgentSnapshot snapshot) {
    Response.GetFrameworks.Builder frameworks = Response.GetFrameworks.newBuilder();
    snapshot
        .frameworks()
        .forEach(f -> frameworks.addFrameworksBuilder().setFrameworkInfo(f.info()));
    snapshot
        .completedFrameworks()
        .forEach(f -> frameworks.addCompletedFrameworksBuilder().setFrameworkInfo(f.info()));
    return frameworks.build();
  }

  private Response.GetContainers containers(AgentSnapshot snapshot) {
    Response.GetContainers.Builder containers = Response.GetContainers.newBuilder();
    for (FrameworkRecord framework : snapshot.frameworks()) {
      Collection<TaskExecutor> executors = framework.executors();
      for (TaskExecutor executor : executors) {
        containers
            .addContainersBuilder()
            .setFrameworkId(framework.info().getId())
            .setExecutorId(executor.info().getExecutorId())
            .setExecutorName(executor.info().getName())
            .setContainerId(executor.container())
            .setContainerStatus(ContainerStatus.newBuilder().setContainerId(executor.container()));
      }
    }
    return containers.build();
  }
}

package io.mesosbatch.local.agent;

import static io.mesosbatch.local.agent.AgentFixture.task;
import static io.mesosbatch.mesos.v1.TaskState.TASK_FAILED;
import static io.mesosbatch.mesos.v1.TaskState.TASK_FINISHED;
import static io.mesosbatch.mesos.v1.TaskState.TASK_KILLED;
import static io.mesosbatch.mesos.v1.TaskState.TASK_RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.Environment;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.TaskGroupInfo;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.TaskStatus.Reason;
import io.mesosbatch.mesos.v1.TaskStatus.Source;
import io.mesosbatch.wire.ContentType;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CustomExecutorTest {
  private static final ExecutorID ID = ExecutorID.newBuilder().setValue("mine").build();

  @TempDir Path work;
  private AgentFixture fixture;

  @BeforeEach
  void start() {
    fixture = new AgentFixture(work);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @ParameterizedTest
  @EnumSource(ContentType.class)
  void anExecutorRunsTasksAndHearsOfAcknowledgementsAndKills(ContentType type) throws Exception {
    ExecutorInfo executor = executor(type);
    fixture.launch(withExecutor("finish", executor));
    fixture.launch(withExecutor("endless", executor));
    TaskStatus end = fixture.master.awaitEnd("finish");

    assertThat(end.getState()).isEqualTo(TASK_FINISHED);
    assertThat(end.getSource()).isEqualTo(Source.SOURCE_EXECUTOR);
    assertThat(end.getExecutorId()).isEqualTo(ID);
    assertThat(end.getAgentId()).isEqualTo(AgentFixture.AGENT);
    assertThat(end.getData().toStringUtf8()).isEqualTo("mine");
    assertThat(end.getTimestamp()).isPositive();
    assertThat(end.getContainerStatus().getExecutorPid()).isPositive();
    fixture.master.await("endless", TASK_RUNNING);
    fixture.kill("endless");
    assertThat(fixture.master.awaitEnd("endless").getState()).isEqualTo(TASK_KILLED);
    Path stdout = fixture.sandbox(work, "mine").resolve("stdout");
    await()
        .untilAsserted(
            () ->
                assertThat(Files.readAllLines(stdout))
                    .filteredOn("ACKNOWLEDGED"::equals)
                    .hasSize(4));
    assertThat(Files.readAllLines(stdout)).startsWith("SUBSCRIBED", "LAUNCH", "LAUNCH");

    fixture.agent.shutdownExecutor(AgentFixture.FRAMEWORK, ID);
    await()
        .untilAsserted(
            () ->
                assertThat(fixture.master.exited())
                    .containsExactly(new RecordingMaster.Exited(ID, 0)));
    assertThat(fixture.agent.state().executors()).isEmpty();
  }

  @Test
  void aTaskGroupGoesToTheExecutor() {
    fixture.agent.launchGroup(
        fixture.framework,
        executor(ContentType.JSON),
        TaskGroupInfo.newBuilder()
            .addTasks(task("finish", "").clearCommand())
            .addTasks(task("other", "").clearCommand())
            .build());
    assertThat(fixture.master.awaitEnd("finish").getState()).isEqualTo(TASK_FINISHED);
    fixture.master.await("other", TASK_RUNNING);
  }

  @Test
  void anExecutorThatEndsFailsItsTasks() {
    ExecutorInfo executor = executor(ContentType.PROTOBUF);
    fixture.launch(withExecutor("endless", executor));
    fixture.master.await("endless", TASK_RUNNING);
    fixture.launch(withExecutor("exit", executor));

    for (String task : new String[] {"exit", "endless"}) {
      TaskStatus end = fixture.master.awaitEnd(task);
      assertThat(end.getState()).isEqualTo(TASK_FAILED);
      assertThat(end.getReason()).isEqualTo(Reason.REASON_EXECUTOR_TERMINATED);
      assertThat(end.getSource()).isEqualTo(Source.SOURCE_AGENT);
      assertThat(end.getMessage()).isEqualTo("Executor terminated: it exited with status 3");
    }
    await()
        .untilAsserted(
            () ->
                assertThat(fixture.master.exited())
                    .containsExactly(new RecordingMaster.Exited(ID, 3 << 8)));
    await().until(() -> fixture.agent.state().tasks().isEmpty());
  }

  @Test
  void messagesGoBothWays() {
    fixture.launch(withExecutor("endless", executor(ContentType.PROTOBUF)));
    fixture.master.await("endless", TASK_RUNNING);
    fixture.agent.message(AgentFixture.FRAMEWORK, ID, ByteString.copyFromUtf8("ping"));
    await()
        .untilAsserted(
            () ->
                assertThat(fixture.master.messages())
                    .containsExactly(ByteString.copyFromUtf8("ping")));
  }

  @Test
  void anExecutorThatCannotStartFailsItsTasks() {
    ExecutorInfo executor =
        executor(ContentType.JSON).toBuilder()
            .setCommand(CommandInfo.newBuilder().setShell(false).setValue("/no/such/executor"))
            .build();
    TaskStatus end = fixture.run(withExecutor("t", executor));
    assertThat(end.getReason()).isEqualTo(Reason.REASON_CONTAINER_LAUNCH_FAILED);
    assertThat(end.getMessage()).contains("Failed to execute '/no/such/executor'");
  }

  @Test
  void aTaskKilledBeforeTheExecutorSubscribesEnds() {
    ExecutorInfo executor =
        executor(ContentType.JSON).toBuilder()
            .setCommand(CommandInfo.newBuilder().setValue("sleep 1000"))
            .build();
    fixture.launch(withExecutor("t", executor));
    fixture.kill("t");
    TaskStatus end = fixture.master.awaitEnd("t");
    assertThat(end.getState()).isEqualTo(TASK_KILLED);
    assertThat(end.getReason()).isEqualTo(Reason.REASON_TASK_KILLED_DURING_LAUNCH);
    await().until(() -> fixture.master.exited().size() == 1);
  }

  private static TaskInfo.Builder withExecutor(String id, ExecutorInfo executor) {
    return task(id, "").clearCommand().setExecutor(executor);
  }

  private static ExecutorInfo executor(ContentType type) {
    return ExecutorInfo.newBuilder()
        .setType(ExecutorInfo.Type.CUSTOM)
        .setExecutorId(ID)
        .setFrameworkId(AgentFixture.FRAMEWORK)
        .addAllResources(AgentFixture.resources("cpus:0.1;mem:32"))
        .setCommand(
            CommandInfo.newBuilder()
                .setShell(false)
                .setValue(System.getProperty("java.home") + "/bin/java")
                .addArguments("java")
                .addArguments("-XX:TieredStopAtLevel=1")
                .addArguments("-cp")
                .addArguments(absolute(System.getProperty("java.class.path")))
                .addArguments(SmallExecutor.class.getName())
                .setEnvironment(
                    Environment.newBuilder()
                        .addVariables(
                            Environment.Variable.newBuilder()
                                .setName("TYPE")
                                .setValue(type.name()))))
        .build();
  }

  private static String absolute(String classPath) {
    StringBuilder absolute = new StringBuilder();
    for (String entry : classPath.split(":")) {
      absolute.append(Path.of(entry).toAbsolutePath()).append(':');
    }
    return absolute.toString();
  }
}

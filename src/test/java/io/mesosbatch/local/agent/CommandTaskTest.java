package io.mesosbatch.local.agent;

import static io.mesosbatch.local.agent.AgentFixture.task;
import static io.mesosbatch.mesos.v1.TaskState.TASK_FAILED;
import static io.mesosbatch.mesos.v1.TaskState.TASK_FINISHED;
import static io.mesosbatch.mesos.v1.TaskState.TASK_KILLED;
import static io.mesosbatch.mesos.v1.TaskState.TASK_KILLING;
import static io.mesosbatch.mesos.v1.TaskState.TASK_RUNNING;
import static io.mesosbatch.mesos.v1.TaskState.TASK_STARTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.ContainerInfo;
import io.mesosbatch.mesos.v1.DurationInfo;
import io.mesosbatch.mesos.v1.Environment;
import io.mesosbatch.mesos.v1.Image;
import io.mesosbatch.mesos.v1.KillPolicy;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.TaskStatus.Reason;
import io.mesosbatch.mesos.v1.TaskStatus.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTaskTest {
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

  @Test
  void updatesHaveTheFieldsOfTheRecordedOnes() throws IOException {
    fixture.run(task("t", "echo hello; echo oh >&2"));

    assertThat(fixture.master.states("t"))
        .containsExactly(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
    Set<Object> uuids = new HashSet<>();
    for (TaskStatus status : fixture.master.updates("t")) {
      assertThat(status.getSource()).isEqualTo(Source.SOURCE_EXECUTOR);
      assertThat(status.hasReason()).isFalse();
      assertThat(status.hasHealthy()).isFalse();
      assertThat(status.getAgentId()).isEqualTo(AgentFixture.AGENT);
      assertThat(status.getExecutorId().getValue()).isEqualTo("t");
      assertThat(status.getTimestamp()).isPositive();
      assertThat(status.getUuid().size()).isEqualTo(16);
      assertThat(status.getContainerStatus().getContainerId().getValue())
          .isEqualTo(fixture.sandbox(work, "t").getFileName().toString());
      assertThat(status.getContainerStatus().getExecutorPid()).isPositive();
      assertThat(status.getContainerStatus().getNetworkInfos(0).getIpAddresses(0).getIpAddress())
          .isEqualTo("127.0.0.1");
      uuids.add(status.getUuid());
    }
    assertThat(uuids).hasSize(3);
    assertThat(fixture.master.updates("t").get(2).getMessage())
        .isEqualTo("Command exited with status 0");
    assertThat(fixture.stdout(work, "t")).isEqualTo("hello\n");
  }

  @Test
  void stderrHoldsTheExecutorsLogAndTheTasksOwnLines() throws IOException {
    fixture.run(task("t", "echo oh >&2; exit 3"));

    assertThat(fixture.stderr(work, "t").lines().map(l -> l.replaceFirst("^.*\\d{4}.*\\] ", "")))
        .startsWith("Version: 1.12.0", "Executor registered on agent agent-S0")
        .contains("Starting task t", "oh")
        .last()
        .asString()
        .startsWith("Command exited with status 3 (pid: ");
  }

  @Test
  void aCommandThatFailsHasItsExitStatusInTheMessage() {
    TaskStatus end = fixture.run(task("t", "exit 3"));

    assertThat(end.getState()).isEqualTo(TASK_FAILED);
    assertThat(end.getMessage()).isEqualTo("Command exited with status 3");
    assertThat(end.hasReason()).isFalse();
  }

  @Test
  void aCommandThatASignalEndsHasItsNameInTheMessage() {
    TaskStatus end = fixture.run(task("t", "kill -SEGV $$"));

    assertThat(end.getState()).isEqualTo(TASK_FAILED);
    assertThat(end.getMessage()).isEqualTo("Command terminated with signal Segmentation fault");
  }

  @Test
  void killSendsTermFirst() {
    fixture.launch(task("t", "sleep 1000"));
    fixture.master.await("t", TASK_RUNNING);
    fixture.kill("t");
    TaskStatus end = fixture.master.awaitEnd("t");

    assertThat(end.getState()).isEqualTo(TASK_KILLED);
    assertThat(end.getMessage()).isEqualTo("Command terminated with signal Terminated");
    assertThat(fixture.master.states("t"))
        .containsExactly(TASK_STARTING, TASK_RUNNING, TASK_KILLING, TASK_KILLED);
  }

  @Test
  void killEscalatesAfterTheGracePeriod() throws IOException {
    fixture.launch(
        task("t", "trap '' TERM; touch ready; while true; do sleep 1; done")
            .setKillPolicy(
                KillPolicy.newBuilder()
                    .setGracePeriod(DurationInfo.newBuilder().setNanoseconds(200_000_000))));
    fixture.master.await("t", TASK_RUNNING);
    awaitFile(fixture.sandbox(work, "t").resolve("ready"));
    fixture.kill("t");
    TaskStatus end = fixture.master.awaitEnd("t");

    assertThat(end.getState()).isEqualTo(TASK_KILLED);
    assertThat(end.getMessage()).isEqualTo("Command terminated with signal Killed");
  }

  @Test
  void aSecondKillShortensTheGracePeriod() throws IOException {
    fixture.launch(
        task("t", "trap '' TERM; touch ready; while true; do sleep 1; done")
            .setKillPolicy(
                KillPolicy.newBuilder()
                    .setGracePeriod(DurationInfo.newBuilder().setNanoseconds(600_000_000_000L))));
    fixture.master.await("t", TASK_RUNNING);
    awaitFile(fixture.sandbox(work, "t").resolve("ready"));
    fixture.kill("t");
    fixture.master.await("t", TASK_KILLING);
    fixture.agent.kill(
        AgentFixture.FRAMEWORK,
        TaskID.newBuilder().setValue("t").build(),
        Optional.of(
            KillPolicy.newBuilder()
                .setGracePeriod(DurationInfo.newBuilder().setNanoseconds(0))
                .build()));

    assertThat(fixture.master.awaitEnd("t").getState()).isEqualTo(TASK_KILLED);
    assertThat(fixture.master.states("t"))
        .containsExactly(TASK_STARTING, TASK_RUNNING, TASK_KILLING, TASK_KILLED);
  }

  @Test
  void killReachesTheWholeTree() throws IOException {
    fixture.launch(
        task(
            "t", "sh -c 'echo $$ > child; sleep 1000' & setsid sh -c 'echo $$ > own; sleep 1000'"));
    fixture.master.await("t", TASK_RUNNING);
    Path sandbox = fixture.sandbox(work, "t");
    awaitFile(sandbox.resolve("child"));
    awaitFile(sandbox.resolve("own"));
    long child = pidIn(sandbox.resolve("child"));
    long own = pidIn(sandbox.resolve("own"));
    fixture.kill("t");
    fixture.master.awaitEnd("t");

    awaitGone(child);
    awaitGone(own);
  }

  @Test
  void aShellIsGoneBeforeItCanGoOnWithTheNextCommand() throws IOException {
    // the order that is tested hung on the process ids: many tasks see all of it
    int tasks = 50;
    for (int i = 0; i < tasks; i++) {
      fixture.launch(task("t" + i, "sh -c 'touch ready; exec sleep 1000'; touch went-on"));
    }
    for (int i = 0; i < tasks; i++) {
      fixture.master.await("t" + i, TASK_RUNNING);
      awaitFile(fixture.sandbox(work, "t" + i).resolve("ready"));
      fixture.kill("t" + i);
    }
    for (int i = 0; i < tasks; i++) {
      fixture.master.awaitEnd("t" + i);
      assertThat(fixture.sandbox(work, "t" + i).resolve("went-on")).doesNotExist();
      assertThat(fixture.stderr(work, "t" + i).lines()).doesNotContain("Terminated");
    }
  }

  @Test
  void whatATaskLeavesRunningIsKilledAfterItsEnd() throws IOException {
    fixture.run(task("t", "sleep 1000 & echo $! > child"));

    awaitGone(pidIn(fixture.sandbox(work, "t").resolve("child")));
  }

  @Test
  void maxCompletionTimeFailsTheTask() {
    TaskStatus end =
        fixture.run(
            task("t", "sleep 1000")
                .setMaxCompletionTime(DurationInfo.newBuilder().setNanoseconds(100_000_000)));

    assertThat(end.getState()).isEqualTo(TASK_FAILED);
    assertThat(end.getReason()).isEqualTo(Reason.REASON_MAX_COMPLETION_TIME_REACHED);
    assertThat(fixture.master.states("t")).doesNotContain(TASK_KILLING);
  }

  @Test
  void aProgramIsRunWithoutAShell() throws IOException {
    fixture.run(
        task("t", "")
            .setCommand(
                CommandInfo.newBuilder()
                    .setShell(false)
                    .setValue("/bin/echo")
                    .addArguments("echo")
                    .addArguments("$HOME; a  b")));

    assertThat(fixture.stdout(work, "t")).isEqualTo("$HOME; a  b\n");
  }

  @Test
  void aProgramThatIsNotThereFailsWithItsName() {
    TaskStatus end =
        fixture.run(
            task("t", "")
                .setCommand(CommandInfo.newBuilder().setShell(false).setValue("/no/such/program")));

    assertThat(end.getState()).isEqualTo(TASK_FAILED);
    assertThat(end.getMessage())
        .isEqualTo("Failed to execute '/no/such/program': No such file or directory");
  }

  @Test
  void theEnvironmentIsMesossAndTheCommandsNotTheDaemons() throws IOException {
    fixture.run(
        task("t", "env")
            .setCommand(
                CommandInfo.newBuilder()
                    .setValue("env")
                    .setEnvironment(
                        Environment.newBuilder()
                            .addVariables(
                                Environment.Variable.newBuilder()
                                    .setName("GREETING")
                                    .setValue("hi")))));

    String sandbox = fixture.sandbox(work, "t").toString();
    assertThat(fixture.stdout(work, "t").lines())
        .contains(
            "GREETING=hi",
            "MESOS_SANDBOX=" + sandbox,
            "MESOS_DIRECTORY=" + sandbox,
            "MESOS_EXECUTOR_ID=t",
            "MESOS_FRAMEWORK_ID=framework-0001",
            "MESOS_SLAVE_ID=agent-S0",
            "MESOS_ALLOCATION_ROLE=*",
            "PWD=" + sandbox)
        .allMatch(
            line ->
                line.matches(
                    "(GREETING|MESOS_\\w+|LIBPROCESS_\\w+|PATH|HOME|USER|LOGNAME|SHELL|LANG"
                        + "|LANGUAGE|LC_\\w+|TZ|PWD|OLDPWD|SHLVL|_)=.*"));
  }

  @Test
  void aUserThatDoesNotExistFailsTheTask() {
    TaskStatus end =
        fixture.run(
            task("t", "")
                .setCommand(CommandInfo.newBuilder().setValue("true").setUser("no-such-user-1")));

    assertThat(end.getState()).isEqualTo(TASK_FAILED);
    assertThat(end.getReason()).isEqualTo(Reason.REASON_CONTAINER_LAUNCH_FAILED);
    assertThat(end.getSource()).isEqualTo(Source.SOURCE_AGENT);
    assertThat(end.getMessage()).contains("No such user 'no-such-user-1'");
  }

  @Test
  void anImageFailsTheTask() {
    TaskStatus end =
        fixture.run(
            task("t", "true")
                .setContainer(
                    ContainerInfo.newBuilder()
                        .setType(ContainerInfo.Type.MESOS)
                        .setMesos(
                            ContainerInfo.MesosInfo.newBuilder()
                                .setImage(
                                    Image.newBuilder()
                                        .setType(Image.Type.DOCKER)
                                        .setDocker(Image.Docker.newBuilder().setName("alpine"))))));

    assertThat(end.getState()).isEqualTo(TASK_FAILED);
    assertThat(end.getMessage()).contains("Container images are not supported");
  }

  @Test
  void muchOutputDoesNotBlockTheTask() throws IOException {
    fixture.run(task("t", "yes 0123456789 | head -c 20000000"));

    assertThat(Files.size(fixture.sandbox(work, "t").resolve("stdout"))).isEqualTo(20_000_000);
  }

  @Test
  void anEmptyCommandFailsTheTask() {
    TaskStatus end = fixture.run(task("t", "").setCommand(CommandInfo.getDefaultInstance()));

    assertThat(end.getState()).isEqualTo(TASK_FAILED);
    assertThat(end.getMessage()).contains("no value");
  }

  static void awaitFile(Path file) {
    await().until(() -> Files.exists(file));
  }

  static long pidIn(Path file) throws IOException {
    await().until(() -> Files.readString(file).endsWith("\n"));
    return Long.parseLong(Files.readString(file).strip());
  }

  static void awaitGone(long pid) {
    await()
        .untilAsserted(
            () -> assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty());
  }
}

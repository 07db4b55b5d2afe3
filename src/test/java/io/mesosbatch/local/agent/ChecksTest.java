package io.mesosbatch.local.agent;

import static io.mesosbatch.local.agent.AgentFixture.task;
import static io.mesosbatch.mesos.v1.TaskState.TASK_KILLED;
import static io.mesosbatch.mesos.v1.TaskState.TASK_RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.mesosbatch.mesos.v1.CheckInfo;
import io.mesosbatch.mesos.v1.CheckStatusInfo;
import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.HealthCheck;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.TaskStatus.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the recording health-ports-uris, and Mesos's health-checks document. */
class ChecksTest {
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
  void theFirstSuccessOfAHealthCheckIsReportedOnce() throws IOException {
    fixture.launch(
        task("t", "while [ ! -e stop ]; do sleep 0.05; done")
            .setHealthCheck(health(command("echo x >> checked"))));
    TaskStatus healthy = awaitHealthy(true);
    Path checked = fixture.sandbox(work, "t").resolve("checked");
    await().until(() -> Files.readAllLines(checked).size() >= 3);
    Files.createFile(fixture.sandbox(work, "t").resolve("stop"));
    TaskStatus end = fixture.master.awaitEnd("t");

    assertThat(healthy.getState()).isEqualTo(TASK_RUNNING);
    assertThat(healthy.getReason()).isEqualTo(Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED);
    assertThat(healthy.getContainerStatus().getExecutorPid()).isPositive();
    assertThat(end.hasHealthy()).isFalse();
    assertThat(end.hasReason()).isFalse();
    assertThat(fixture.master.updates("t")).hasSize(4);
  }

  @Test
  void aTaskThatFailsItsHealthCheckTooOftenIsKilled() {
    fixture.launch(
        task("t", "sleep 1000")
            .setHealthCheck(health(command("exit 1")).setConsecutiveFailures(2)));
    TaskStatus end = fixture.master.awaitEnd("t");

    assertThat(end.getState()).isEqualTo(TASK_KILLED);
    assertThat(end.getHealthy()).isFalse();
    assertThat(end.hasHealthy()).isTrue();
    List<TaskStatus> unhealthy =
        fixture.master.updates("t").stream()
            .filter(s -> s.getReason() == Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED)
            .toList();
    assertThat(unhealthy).hasSize(2).allMatch(s -> s.hasHealthy() && !s.getHealthy());
  }

  @Test
  void failuresInTheGracePeriodDoNotCount() throws IOException {
    fixture.launch(
        task("t", "sleep 1000")
            .setHealthCheck(
                health(command("echo x >> tries; test -e ready"))
                    .setGracePeriodSeconds(600)
                    .setConsecutiveFailures(1)));
    Path sandbox = awaitSandbox();
    await().until(() -> Files.exists(sandbox.resolve("tries")));
    await().until(() -> Files.readAllLines(sandbox.resolve("tries")).size() >= 2);
    Files.createFile(sandbox.resolve("ready"));
    awaitHealthy(true);
    assertThat(fixture.master.updates("t")).noneMatch(s -> s.hasHealthy() && !s.getHealthy());
  }

  @Test
  void aCheckThatTakesTooLongIsAFailureAndIsKilled() throws IOException {
    fixture.launch(
        task("t", "sleep 1000")
            .setHealthCheck(
                health(command("echo $$ > pid; sleep 1000"))
                    .setTimeoutSeconds(2)
                    .setConsecutiveFailures(1)));
    assertThat(fixture.master.awaitEnd("t").getState()).isEqualTo(TASK_KILLED);
    CommandTaskTest.awaitGone(CommandTaskTest.pidIn(fixture.sandbox(work, "t").resolve("pid")));
  }

  @Test
  void anHttpHealthCheckGoesByTheStatus() throws IOException {
    AtomicInteger status = new AtomicInteger(200);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/health",
        exchange -> {
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    server.start();
    try {
      fixture.launch(
          task("t", "sleep 1000")
              .setHealthCheck(
                  health(
                          HealthCheck.newBuilder()
                              .setType(HealthCheck.Type.HTTP)
                              .setHttp(
                                  HealthCheck.HTTPCheckInfo.newBuilder()
                                      .setPort(server.getAddress().getPort())
                                      .setPath("/health")))
                      .setConsecutiveFailures(1000)));
      awaitHealthy(true);
      status.set(500);
      awaitHealthy(false);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aTcpCheckSaysWhetherItCouldConnect() throws IOException {
    int port;
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
      fixture.launch(
          task("t", "sleep 1000")
              .setCheck(
                  check()
                      .setType(CheckInfo.Type.TCP)
                      .setTcp(CheckInfo.Tcp.newBuilder().setPort(port))));
      TaskStatus status =
          fixture.master.awaitStatus(
              "t", "a check", s -> s.getCheckStatus().getTcp().hasSucceeded());
      assertThat(status.getCheckStatus().getTcp().getSucceeded()).isTrue();
      assertThat(status.getReason()).isEqualTo(Reason.REASON_TASK_CHECK_STATUS_UPDATED);
    }
    fixture.master.awaitStatus(
        "t",
        "a failed check",
        s ->
            s.getCheckStatus().getTcp().hasSucceeded()
                && !s.getCheckStatus().getTcp().getSucceeded());
  }

  @Test
  void aCommandCheckReportsItsExitCodeWhenItChanges() throws IOException {
    fixture.launch(
        task("t", "while [ ! -e stop ]; do sleep 0.05; done")
            .setCheck(
                check()
                    .setType(CheckInfo.Type.COMMAND)
                    .setCommand(
                        CheckInfo.Command.newBuilder()
                            .setCommand(
                                CommandInfo.newBuilder()
                                    .setValue("test -e ready && exit 0; exit 7")))));
    TaskStatus first = awaitExitCode(7);
    assertThat(first.hasHealthy()).isFalse();
    Path sandbox = fixture.sandbox(work, "t");
    Files.createFile(sandbox.resolve("ready"));
    awaitExitCode(0);
    Files.createFile(sandbox.resolve("stop"));
    TaskStatus end = fixture.master.awaitEnd("t");

    // every update of a task with a check says which kind it is, also without a result
    CheckStatusInfo empty =
        CheckStatusInfo.newBuilder()
            .setType(CheckInfo.Type.COMMAND)
            .setCommand(CheckStatusInfo.Command.getDefaultInstance())
            .build();
    assertThat(fixture.master.updates("t").get(0).getCheckStatus()).isEqualTo(empty);
    assertThat(end.getCheckStatus()).isEqualTo(empty);
    assertThat(fixture.master.updates("t")).hasSize(5);
  }

  private TaskStatus awaitExitCode(int code) {
    return fixture.master.awaitStatus(
        "t",
        "exit code " + code,
        s ->
            s.getCheckStatus().getCommand().hasExitCode()
                && s.getCheckStatus().getCommand().getExitCode() == code);
  }

  private TaskStatus awaitHealthy(boolean healthy) {
    return fixture.master.awaitStatus(
        "t", "healthy " + healthy, s -> s.hasHealthy() && s.getHealthy() == healthy);
  }

  private Path awaitSandbox() throws IOException {
    fixture.master.await("t", TASK_RUNNING);
    return fixture.sandbox(work, "t");
  }

  private static HealthCheck.Builder command(String command) {
    return HealthCheck.newBuilder()
        .setType(HealthCheck.Type.COMMAND)
        .setCommand(CommandInfo.newBuilder().setValue(command));
  }

  private static HealthCheck.Builder health(HealthCheck.Builder check) {
    return check
        .setDelaySeconds(0)
        .setIntervalSeconds(0.05)
        .setTimeoutSeconds(20)
        .setGracePeriodSeconds(0);
  }

  private static CheckInfo.Builder check() {
    return CheckInfo.newBuilder().setDelaySeconds(0).setIntervalSeconds(0.05);
  }
}

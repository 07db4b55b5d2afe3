package io.mesosbatch.local.agent;

import static io.mesosbatch.local.agent.AgentFixture.task;
import static io.mesosbatch.mesos.v1.TaskState.TASK_DROPPED;
import static io.mesosbatch.mesos.v1.TaskState.TASK_FINISHED;
import static io.mesosbatch.mesos.v1.TaskState.TASK_KILLED;
import static io.mesosbatch.mesos.v1.TaskState.TASK_RUNNING;
import static io.mesosbatch.mesos.v1.TaskState.TASK_STARTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.Task;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.TaskStatus.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalAgentTest {
  @TempDir Path work;

  @Test
  void anUpdateIsSentAgainUntilItIsAcknowledgedAndHoldsBackTheNext() {
    try (AgentFixture fixture = new AgentFixture(work, Duration.ofMillis(50))) {
      fixture.master.acknowledgeFor(null);
      fixture.launch(task("t", "true"));
      await().until(() -> fixture.master.updates("t").size() >= 3);
      assertThat(fixture.master.states("t")).containsOnly(TASK_STARTING);
      assertThat(fixture.master.updates("t").stream().map(TaskStatus::getUuid).distinct())
          .hasSize(1);

      fixture.master.acknowledgeFor(fixture.agent);
      assertThat(fixture.master.awaitEnd("t").getState()).isEqualTo(TASK_FINISHED);
      assertThat(fixture.master.states("t")).containsSequence(TASK_RUNNING, TASK_FINISHED);
    }
  }

  @Test
  void theStateHoldsWhatIsNotAcknowledged() {
    try (AgentFixture fixture = new AgentFixture(work)) {
      fixture.master.acknowledgeFor(null);
      fixture.launch(task("t", "true"));
      await()
          .untilAsserted(
              () ->
                  assertThat(fixture.agent.state().tasks())
                      .extracting(Task::getState)
                      .containsExactly(TASK_FINISHED));
      assertThat(fixture.agent.state().frameworks()).containsExactly(fixture.framework);

      fixture.master.acknowledgeFor(fixture.agent);
      TaskStatus first = fixture.master.await("t", TASK_STARTING);
      fixture.agent.acknowledge(AgentFixture.FRAMEWORK, first.getTaskId(), first.getUuid());
      await().until(() -> fixture.agent.state().tasks().isEmpty());
    }
  }

  @Test
  void fiveHundredShortTasksInARow() throws IOException {
    try (AgentFixture fixture = new AgentFixture(work)) {
      for (int i = 0; i < 500; i++) {
        TaskStatus end = fixture.run(task("t" + i, "echo " + i));
        assertThat(end.getState()).isEqualTo(TASK_FINISHED);
      }
      assertThat(fixture.stdout(work, "t499")).isEqualTo("499\n");
      await().until(() -> fixture.agent.state().tasks().isEmpty());
    }
  }

  @Test
  void manyTasksAreKilledAtOnce() {
    try (AgentFixture fixture = new AgentFixture(work)) {
      for (int i = 0; i < 60; i++) {
        fixture.launch(task("t" + i, "sleep 1000 & wait"));
      }
      for (int i = 0; i < 60; i++) {
        fixture.master.await("t" + i, TASK_RUNNING);
      }
      for (int i = 0; i < 60; i++) {
        fixture.kill("t" + i);
      }
      for (int i = 0; i < 60; i++) {
        assertThat(fixture.master.awaitEnd("t" + i).getState()).isEqualTo(TASK_KILLED);
      }
    }
  }

  @Test
  void aKillOfAnUnknownTaskOfAKnownFrameworkIsDropped() {
    try (AgentFixture fixture = new AgentFixture(work)) {
      fixture.launch(task("t", "sleep 1000"));
      fixture.kill("other");
      TaskStatus end = fixture.master.awaitEnd("other");
      assertThat(end.getState()).isEqualTo(TASK_DROPPED);
      assertThat(end.getReason()).isEqualTo(Reason.REASON_EXECUTOR_TERMINATED);
      assertThat(end.getMessage()).isEqualTo("Cannot find executor");
    }
  }

  @Test
  void aTaskRunsAsTheUserOfItsCommand() throws IOException {
    assumeTrue(Users.maySwitch(), "only root may run tasks as another user");
    openUp(work);
    try (AgentFixture fixture = new AgentFixture(work)) {
      TaskStatus end =
          fixture.run(
              task("t", "")
                  .setCommand(
                      CommandInfo.newBuilder()
                          .setValue("id -un; echo $USER; touch mine")
                          .setUser("nobody")));
      assertThat(fixture.stderr(work, "t")).doesNotContain("denied");
      assertThat(end.getState()).isEqualTo(TASK_FINISHED);
      assertThat(fixture.stdout(work, "t")).isEqualTo("nobody\nnobody\n");
      assertThat(Files.getOwner(fixture.sandbox(work, "t").resolve("mine")).getName())
          .isEqualTo("nobody");
    }
  }

  @Test
  void closeLeavesNoProcess() throws IOException {
    long stubborn;
    long child;
    try (AgentFixture fixture = new AgentFixture(work)) {
      fixture.launch(task("a", "trap '' TERM; echo $$ > pid; while true; do sleep 1; done"));
      fixture.launch(task("b", "sleep 1000 & echo $! > pid; wait"));
      fixture.master.await("a", TASK_RUNNING);
      fixture.master.await("b", TASK_RUNNING);
      stubborn = pid(fixture, "a");
      child = pid(fixture, "b");
    }
    ProcessTable after = ProcessTable.now();
    assertThat(after.trees(Set.of(stubborn))).isEmpty();
    assertThat(after.trees(Set.of(child))).isEmpty();
  }

  @Test
  void theEndOfAFrameworkEndsItsTasksWithoutUpdates() throws IOException {
    try (AgentFixture fixture = new AgentFixture(work)) {
      fixture.launch(task("t", "echo $$ > pid; sleep 1000"));
      fixture.master.await("t", TASK_RUNNING);
      long pid = pid(fixture, "t");
      fixture.agent.shutdownFramework(AgentFixture.FRAMEWORK);
      CommandTaskTest.awaitGone(pid);
      assertThat(fixture.master.states("t")).containsExactly(TASK_STARTING, TASK_RUNNING);
      assertThat(fixture.agent.state().frameworks()).isEmpty();
    }
  }

  @Test
  void shutdownSaysStoppedAndEndsTheTasks() throws IOException {
    try (AgentFixture fixture = new AgentFixture(work)) {
      fixture.launch(task("t", "echo $$ > pid; sleep 1000"));
      fixture.master.await("t", TASK_RUNNING);
      long pid = pid(fixture, "t");
      fixture.agent.shutdown();
      assertThat(fixture.master.stopped()).isTrue();
      CommandTaskTest.awaitGone(pid);
    }
  }

  @Test
  void aTaskIdThatIsNoNameOfADirectoryIsRefused() {
    try (AgentFixture fixture = new AgentFixture(work)) {
      assertThat(fixture.run(task("..", "true")).getMessage())
          .contains("'..' cannot be the name of a directory");
    }
  }

  private long pid(AgentFixture fixture, String task) throws IOException {
    Path file = fixture.sandbox(work, task).resolve("pid");
    CommandTaskTest.awaitFile(file);
    return CommandTaskTest.pidIn(file);
  }

  /** Lets other users reach the temporary directory. */
  private static void openUp(Path directory) throws IOException {
    for (Path path = directory;
        !path.equals(Path.of(System.getProperty("java.io.tmpdir")));
        path = path.getParent()) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}

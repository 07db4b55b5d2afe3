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
import io.mesosbatch.mesos.v1.ContainerStatus;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.TaskGroupInfo;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.TaskStatus.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the recording launch-group. */
class TaskGroupTest {
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
  void allTasksRunAndThenTheExecutorEnds() throws IOException {
    launch("ex", task("a", "echo a"), task("b", "echo b; sleep 0.2"));
    fixture.master.awaitEnd("a");
    fixture.master.awaitEnd("b");

    for (String task : new String[] {"a", "b"}) {
      assertThat(fixture.master.states(task))
          .containsExactly(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
      TaskStatus starting = fixture.master.updates(task).get(0);
      TaskStatus running = fixture.master.updates(task).get(1);
      TaskStatus finished = fixture.master.updates(task).get(2);
      assertThat(finished.getMessage()).isEqualTo("Command exited with status 0");
      assertThat(finished.getExecutorId().getValue()).isEqualTo("ex");
      assertThat(finished.getSource()).isEqualTo(Source.SOURCE_EXECUTOR);
      ContainerStatus container = running.getContainerStatus();
      assertThat(container.getExecutorPid()).isPositive();
      assertThat(container.getContainerId().hasParent()).isTrue();
      ContainerStatus bare = container.toBuilder().clearNetworkInfos().clearExecutorPid().build();
      assertThat(starting.getContainerStatus()).isEqualTo(bare);
      assertThat(finished.getContainerStatus()).isEqualTo(bare);
    }
    await()
        .untilAsserted(
            () ->
                assertThat(fixture.master.exited())
                    .containsExactly(new RecordingMaster.Exited(id("ex"), 0)));
    Path executor = fixture.sandbox(work, "ex");
    assertThat(executor.resolve("tasks/a/stdout")).hasContent("a");
    assertThat(executor.resolve("tasks/b/stdout")).hasContent("b");
  }

  @Test
  void oneThatFailsEndsTheGroup() {
    launch("ex", task("good", "sleep 1000"), task("bad", "sleep 0.1; exit 7"));
    assertThat(fixture.master.awaitEnd("bad").getState()).isEqualTo(TASK_FAILED);
    TaskStatus good = fixture.master.awaitEnd("good");
    assertThat(good.getState()).isEqualTo(TASK_KILLED);
    assertThat(fixture.master.states("good"))
        .containsExactly(TASK_STARTING, TASK_RUNNING, TASK_KILLING, TASK_KILLED);
  }

  @Test
  void oneThatCannotStartEndsTheGroup() {
    launch(
        "ex",
        task("good", "sleep 1000"),
        task("bad", "")
            .setCommand(
                CommandInfo.newBuilder()
                    .setValue("true")
                    .addUris(CommandInfo.URI.newBuilder().setValue("/no/such/file"))));
    TaskStatus bad = fixture.master.awaitEnd("bad");
    assertThat(bad.getState()).isEqualTo(TASK_FAILED);
    assertThat(bad.getMessage()).contains("Failed to fetch '/no/such/file'");
    assertThat(fixture.master.awaitEnd("good").getState()).isEqualTo(TASK_KILLED);
  }

  @Test
  void aKillOfOneEndsTheGroup() {
    launch("ex", task("a", "sleep 1000"), task("b", "sleep 1000"));
    fixture.master.await("a", TASK_RUNNING);
    fixture.master.await("b", TASK_RUNNING);
    fixture.kill("a");
    assertThat(fixture.master.awaitEnd("a").getState()).isEqualTo(TASK_KILLED);
    assertThat(fixture.master.awaitEnd("b").getState()).isEqualTo(TASK_KILLED);
    await().until(() -> fixture.master.exited().size() == 1);
  }

  @Test
  void aSecondGroupOfTheSameExecutorIsIndependentOfTheFirst() {
    launch("ex", task("a", "sleep 1000"));
    fixture.master.await("a", TASK_RUNNING);
    launch("ex", task("b", "exit 1"));
    assertThat(fixture.master.awaitEnd("b").getState()).isEqualTo(TASK_FAILED);
    assertThat(fixture.master.updates("a").get(0).getContainerStatus().getContainerId().getParent())
        .isEqualTo(
            fixture.master.updates("b").get(0).getContainerStatus().getContainerId().getParent());
    assertThat(fixture.master.states("a")).containsExactly(TASK_STARTING, TASK_RUNNING);
    assertThat(fixture.agent.state().executors()).hasSize(1);
  }

  @Test
  void theMasterCanEndTheExecutor() {
    launch("ex", task("a", "sleep 1000"), task("b", "sleep 1000"));
    fixture.master.await("a", TASK_RUNNING);
    fixture.master.await("b", TASK_RUNNING);
    fixture.agent.shutdownExecutor(AgentFixture.FRAMEWORK, id("ex"));
    assertThat(fixture.master.awaitEnd("a").getState()).isEqualTo(TASK_KILLED);
    assertThat(fixture.master.awaitEnd("b").getState()).isEqualTo(TASK_KILLED);
  }

  @Test
  void closeLeavesNoProcessOfAGroup() throws IOException {
    launch("ex", task("a", "echo $$ > pid; sleep 1000"));
    fixture.master.await("a", TASK_RUNNING);
    Path file = fixture.sandbox(work, "ex").resolve("tasks/a/pid");
    CommandTaskTest.awaitFile(file);
    long pid = CommandTaskTest.pidIn(file);
    fixture.agent.close();
    assertThat(ProcessTable.now().trees(Set.of(pid))).isEmpty();
    assertThat(Files.exists(file)).isTrue();
  }

  private void launch(String executor, TaskInfo.Builder... tasks) {
    TaskGroupInfo.Builder group = TaskGroupInfo.newBuilder();
    for (TaskInfo.Builder task : tasks) {
      group.addTasks(task);
    }
    fixture.agent.launchGroup(
        fixture.framework,
        ExecutorInfo.newBuilder()
            .setType(ExecutorInfo.Type.DEFAULT)
            .setExecutorId(id(executor))
            .setFrameworkId(AgentFixture.FRAMEWORK)
            .addAllResources(AgentFixture.resources("cpus:0.1;mem:32;disk:32"))
            .build(),
        group.build());
  }

  private static ExecutorID id(String value) {
    return ExecutorID.newBuilder().setValue(value).build();
  }
}

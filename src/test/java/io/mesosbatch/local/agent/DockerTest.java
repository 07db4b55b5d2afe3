package io.mesosbatch.local.agent;

import static io.mesosbatch.local.agent.AgentFixture.task;
import static io.mesosbatch.mesos.v1.TaskState.TASK_FAILED;
import static io.mesosbatch.mesos.v1.TaskState.TASK_FINISHED;
import static io.mesosbatch.mesos.v1.TaskState.TASK_KILLED;
import static io.mesosbatch.mesos.v1.TaskState.TASK_RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.ContainerInfo;
import io.mesosbatch.mesos.v1.ContainerInfo.DockerInfo;
import io.mesosbatch.mesos.v1.Environment;
import io.mesosbatch.mesos.v1.Parameter;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.TaskStatus.Reason;
import io.mesosbatch.mesos.v1.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A docker daemon cannot be had in a test: a script stands for the client. */
class DockerTest {
  private static final String PROPERTY = "mesosbatch.local.docker";

  @TempDir Path work;
  @TempDir Path tools;

  @AfterEach
  void clear() {
    System.clearProperty(PROPERTY);
  }

  @Test
  void withoutDockerTheTaskFailsWithTheClientsWords() throws IOException {
    client("echo 'something'; echo 'Cannot connect to the daemon'; exit 1");
    try (AgentFixture fixture = new AgentFixture(work)) {
      TaskStatus end = fixture.run(inDocker("echo hello"));
      assertThat(end.getState()).isEqualTo(TASK_FAILED);
      assertThat(end.getReason()).isEqualTo(Reason.REASON_CONTAINER_LAUNCH_FAILED);
      assertThat(end.getMessage())
          .contains("Docker does not work on this machine", "Cannot connect to the daemon");
    }
  }

  @Test
  void withoutTheClientTheTaskFails() {
    System.setProperty(PROPERTY, tools + "/no-docker");
    try (AgentFixture fixture = new AgentFixture(work)) {
      assertThat(fixture.run(inDocker("true")).getMessage())
          .contains("Docker does not work on this machine", "no-docker");
    }
  }

  @Test
  void theClientIsCalledWithAllThatTheTaskAsksFor() throws IOException {
    client("for a in \"$@\"; do echo \"$a\"; done");
    try (AgentFixture fixture = new AgentFixture(work)) {
      TaskInfo.Builder task = inDocker("echo $WHO");
      task.getCommandBuilder()
          .setEnvironment(
              Environment.newBuilder()
                  .addVariables(Environment.Variable.newBuilder().setName("WHO").setValue("me")));
      task.getContainerBuilder()
          .addVolumes(
              Volume.newBuilder()
                  .setContainerPath("data")
                  .setHostPath("/srv")
                  .setMode(Volume.Mode.RO));
      task.getContainerBuilder()
          .getDockerBuilder()
          .setNetwork(DockerInfo.Network.BRIDGE)
          .setForcePullImage(true)
          .addPortMappings(
              DockerInfo.PortMapping.newBuilder().setHostPort(31000).setContainerPort(80))
          .addParameters(Parameter.newBuilder().setKey("label").setValue("x"));
      TaskStatus end = fixture.run(task);

      assertThat(end.getState()).isEqualTo(TASK_FINISHED);
      assertThat(end.getMessage()).isEqualTo("Container exited with status 0");
      String container = fixture.sandbox(work, "t").getFileName().toString();
      assertThat(fixture.stdout(work, "t").lines())
          .startsWith("run", "--rm", "--name", "mesos-" + container)
          .contains("--cpu-shares=102", "--memory=" + (32 << 20), "WHO=me", "MESOS_TASK_ID=t")
          .contains(fixture.sandbox(work, "t") + ":/mnt/mesos/sandbox")
          .contains("/srv:/mnt/mesos/sandbox/data:ro", "--net=bridge", "31000:80", "--label=x")
          .contains("--pull=always")
          .noneMatch(line -> line.startsWith("HOME="))
          .endsWith("--entrypoint=/bin/sh", "alpine", "-c", "echo $WHO");
    }
  }

  @Test
  void aKillGoesToTheContainer() throws IOException {
    client(
        """
        case $1 in
          run) echo $$ > %1$s/pid; exec sleep 1000;;
          kill|rm) echo "$@" >> %1$s/calls; [ $1 = rm ] && kill -KILL $(cat %1$s/pid);;
        esac
        """
            .formatted(tools));
    try (AgentFixture fixture = new AgentFixture(work)) {
      TaskInfo.Builder task = inDocker("sleep 1000");
      task.getKillPolicyBuilder().getGracePeriodBuilder().setNanoseconds(100_000_000);
      fixture.launch(task);
      fixture.master.await("t", TASK_RUNNING);
      CommandTaskTest.awaitFile(tools.resolve("pid"));
      fixture.kill("t");
      assertThat(fixture.master.awaitEnd("t").getState()).isEqualTo(TASK_KILLED);
      String name = "mesos-" + fixture.sandbox(work, "t").getFileName();
      assertThat(tools.resolve("calls"))
          .content()
          .startsWith("kill --signal=TERM " + name + "\nrm -f " + name + "\n");
    }
  }

  private void client(String script) throws IOException {
    Path client = tools.resolve("docker");
    Files.writeString(client, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(client, PosixFilePermissions.fromString("rwxr-xr-x"));
    System.setProperty(PROPERTY, client.toString());
  }

  private static TaskInfo.Builder inDocker(String command) {
    return task("t", "")
        .setCommand(CommandInfo.newBuilder().setValue(command))
        .setContainer(
            ContainerInfo.newBuilder()
                .setType(ContainerInfo.Type.DOCKER)
                .setDocker(DockerInfo.newBuilder().setImage("alpine")));
  }
}

package io.mesosbatch.local.agent;

import static io.mesosbatch.local.agent.AgentFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.ContainerInfo;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Operation;
import io.mesosbatch.mesos.v1.OperationID;
import io.mesosbatch.mesos.v1.OperationState;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.ReservationInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.UUID;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.mesos.v1.Volume;
import io.mesosbatch.resources.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumesTest {
  private static final ReservationInfo RESERVATION =
      ReservationInfo.newBuilder()
          .setType(ReservationInfo.Type.DYNAMIC)
          .setRole("eng/web")
          .setPrincipal("p")
          .build();

  @TempDir Path work;
  @TempDir Path host;
  private AgentFixture fixture;

  @BeforeEach
  void start() {
    fixture = new AgentFixture(work, Duration.ofMillis(50));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void aPersistentVolumeOutlivesItsTasks() throws IOException {
    create("op-1");
    Path directory = work.resolve("volumes/roles/eng/web/vol-1");
    assertThat(directory).isDirectory();

    run("first", "echo kept > data/file");
    run("second", "cat data/file");
    assertThat(fixture.stdout(work, "second")).isEqualTo("kept\n");
    assertThat(directory.resolve("file")).hasContent("kept");

    apply(
        "op-2",
        Offer.Operation.newBuilder()
            .setType(Offer.Operation.Type.DESTROY)
            .setDestroy(Offer.Operation.Destroy.newBuilder().addVolumes(volume())));
    assertThat(directory).doesNotExist();
    assertThat(Resources.of(fixture.agent.state().total()).persistentVolumes().isEmpty()).isTrue();
  }

  @Test
  void theFilesOfAVolumeCanBeReadThroughTheSandbox() throws Exception {
    create("op-1");
    run("t", "echo kept > data/file");
    SandboxFiles files = new SandboxFiles(new WorkDirectory(work), () -> "agent-S0");
    assertThat(files.read(fixture.sandbox(work, "t") + "/data/file", 0, 100).data())
        .isEqualTo("kept\n".getBytes());
  }

  @Test
  void anOperationIsReportedUntilItIsAcknowledged() {
    ByteString uuid = create("op-1");
    await().until(() -> fixture.master.operations().size() >= 3 && told().size() == 2);
    assertThat(told())
        .allMatch(status -> status.getState() == OperationState.OPERATION_FINISHED)
        .extracting(status -> status.getOperationId().getValue())
        .containsExactlyInAnyOrder("op-1-reserve", "op-1");
    assertThat(fixture.agent.state().operations()).hasSize(2);

    for (Operation operation : fixture.agent.state().operations()) {
      fixture.agent.acknowledgeOperation(
          operation.getUuid().getValue(), operation.getLatestStatus().getUuid().getValue());
    }
    assertThat(fixture.agent.state().operations()).isEmpty();
    assertThat(uuid.size()).isEqualTo(16);
  }

  /** Each once, though they are repeated. */
  private Set<OperationStatus> told() {
    return new HashSet<>(fixture.master.operations());
  }

  @Test
  void anOperationThatDoesNotFitFails() {
    OperationStatus status =
        apply(
            "op-1",
            Offer.Operation.newBuilder()
                .setType(Offer.Operation.Type.CREATE)
                .setCreate(Offer.Operation.Create.newBuilder().addVolumes(volume())));
    assertThat(status.getState()).isEqualTo(OperationState.OPERATION_FAILED);
    assertThat(status.getMessage()).isNotEmpty();
    assertThat(work.resolve("volumes")).doesNotExist();
  }

  @Test
  void aHostPathIsLinkedIntoTheSandbox() throws IOException {
    Files.writeString(host.resolve("file"), "of the host\n");
    TaskStatus end =
        fixture.run(task("t", "cat in/put/file").setContainer(volume("in/put", host.toString())));
    assertThat(end.getState()).isEqualTo(TaskState.TASK_FINISHED);
    assertThat(fixture.stdout(work, "t")).isEqualTo("of the host\n");
  }

  @ParameterizedTest
  @CsvSource({
    "/data, HOST, must be relative to the sandbox",
    "data, /no/such/directory, '/no/such/directory' does not exist",
    "../data, HOST, leads out of the sandbox",
    "data, ../outside, leads out of the sandbox",
  })
  void aVolumeThatCannotBeFailsTheTask(String containerPath, String hostPath, String message) {
    TaskStatus end =
        fixture.run(
            task("t", "true")
                .setContainer(volume(containerPath, hostPath.replace("HOST", host.toString()))));
    assertThat(end.getState()).isEqualTo(TaskState.TASK_FAILED);
    assertThat(end.getMessage()).contains(message);
  }

  private static ContainerInfo volume(String containerPath, String hostPath) {
    return ContainerInfo.newBuilder()
        .setType(ContainerInfo.Type.MESOS)
        .addVolumes(
            Volume.newBuilder()
                .setMode(Volume.Mode.RW)
                .setContainerPath(containerPath)
                .setHostPath(hostPath))
        .build();
  }

  private void run(String id, String command) {
    TaskStatus end = fixture.run(task(id, command).addResources(volume()));
    assertThat(end.getState()).as(end.getMessage()).isEqualTo(TaskState.TASK_FINISHED);
  }

  private ByteString create(String id) {
    apply(
        id + "-reserve",
        Offer.Operation.newBuilder()
            .setType(Offer.Operation.Type.RESERVE)
            .setReserve(
                Offer.Operation.Reserve.newBuilder()
                    .addResources(disk().addReservations(RESERVATION))));
    OperationStatus created =
        apply(
            id,
            Offer.Operation.newBuilder()
                .setType(Offer.Operation.Type.CREATE)
                .setCreate(Offer.Operation.Create.newBuilder().addVolumes(volume())));
    assertThat(created.getState())
        .as(created.getMessage())
        .isEqualTo(OperationState.OPERATION_FINISHED);
    assertThat(created.getAgentId()).isEqualTo(AgentFixture.AGENT);
    return created.getUuid().getValue();
  }

  private OperationStatus apply(String id, Offer.Operation.Builder info) {
    OperationID operationId = OperationID.newBuilder().setValue(id).build();
    fixture.agent.apply(
        Operation.newBuilder()
            .setFrameworkId(AgentFixture.FRAMEWORK)
            .setInfo(info.setId(operationId))
            .setLatestStatus(
                OperationStatus.newBuilder().setState(OperationState.OPERATION_PENDING))
            .setUuid(UUID.newBuilder().setValue(TaskStatuses.uuid()))
            .build());
    return fixture.master.operations().stream()
        .filter(status -> status.getOperationId().equals(operationId))
        .findFirst()
        .orElseThrow();
  }

  private static Resource.Builder disk() {
    return Resource.newBuilder()
        .setName("disk")
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(64));
  }

  private static Resource volume() {
    return disk()
        .addReservations(RESERVATION)
        .setDisk(
            Resource.DiskInfo.newBuilder()
                .setPersistence(
                    Resource.DiskInfo.Persistence.newBuilder().setId("vol-1").setPrincipal("p"))
                .setVolume(Volume.newBuilder().setMode(Volume.Mode.RW).setContainerPath("data")))
        .build();
  }
}

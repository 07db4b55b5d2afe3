package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.mesosbatch.client.OperatorClient;
import io.mesosbatch.functional.Program.Ended;
import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.local.Simulation;
import io.mesosbatch.mesos.v1.Offer.Operation;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.v1.Job;
import io.mesosbatch.wire.ContentType;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a list says of its tasks reaches the master, field by field. */
class PassThroughTest {
  @TempDir Path directory;

  private static TaskInfo withoutAllocation(TaskInfo task) {
    TaskInfo.Builder bare = task.toBuilder();
    bare.getResourcesBuilderList().forEach(Resource.Builder::clearAllocationInfo);
    if (bare.hasExecutor()) {
      bare.getExecutorBuilder()
          .getResourcesBuilderList()
          .forEach(Resource.Builder::clearAllocationInfo);
    }
    return bare.build();
  }

  @ParameterizedTest
  @EnumSource(ContentType.class)
  void everyFieldOfATaskInfo(ContentType type) throws Exception {
    byte[] text = getClass().getResourceAsStream("every-field.json").readAllBytes();
    Job.Builder list = Job.newBuilder();
    ContentType.JSON.decode(text, 0, text.length, list);
    Set<FieldDescriptor> given = new HashSet<>();
    list.getTasksList().forEach(task -> given.addAll(task.getAllFields().keySet()));
    assertThat(given).containsAll(TaskInfo.getDescriptor().getFields());

    List<TaskInfo> sent = new ArrayList<>();
    try (LocalMesos mesos = LocalMesos.start(cluster());
        RecordingProxy proxy =
            new RecordingProxy(new InetSocketAddress("127.0.0.1", mesos.uri().getPort()))) {
      Path file =
          Files.writeString(
              directory.resolve("list.json"),
              new String(text, StandardCharsets.UTF_8).replace("AGENT", pin(mesos)));
      Ended ended =
          Program.run(
              directory,
              "--master=" + proxy.address(),
              "--content_type=" + type.mediaType(),
              "--framework_capabilities=GPU_RESOURCES",
              "--task_list=" + file);
      assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
      for (Call call : proxy.calls(type)) {
        for (Operation operation : call.getAccept().getOperationsList()) {
          sent.addAll(operation.getLaunch().getTaskInfosList());
        }
      }
      assertThat(sent).hasSize(list.getTasksCount());
      for (TaskInfo task : list.getTasksList()) {
        String id = task.getTaskId().getValue();
        TaskInfo found =
            sent.stream()
                .filter(t -> t.getTaskId().getValue().startsWith(id + "."))
                .findAny()
                .get();
        TaskInfo.Builder expected = task.toBuilder().setTaskId(found.getTaskId());
        String pin = task.getAgentId().getValue();
        expected.setAgentId(found.getAgentId());
        if (pin.equals("AGENT")) {
          assertThat(found.getAgentId().getValue()).isEqualTo(pin(mesos));
        }
        assertThat(withoutAllocation(found)).isEqualTo(expected.build());
      }
    }
  }

  private static String pin(LocalMesos mesos) throws Exception {
    return new ArrayList<>(
            new OperatorClient(mesos.uri().toString(), Optional.empty()).totals().keySet())
        .get(1);
  }

  private static LocalConfig cluster() {
    AgentSpec agent =
        AgentSpec.of("cpus:4;gpus:2;mem:4096;disk:10000;ports:[31000-32000]", "")
            .simulated(new Simulation(Duration.ofMillis(100), 0, 1));
    return LocalConfig.defaults().withAgents(List.of(agent, agent));
  }
}

package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.functional.Program.Ended;
import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.local.Simulation;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.FrameworkInfo.Capability;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.wire.ContentType;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With what the program subscribes: two things that the C++ mesos-batch did wrong. */
class SubscriptionTest {
  @TempDir Path directory;

  private static LocalConfig cluster() {
    AgentSpec agent =
        AgentSpec.of("cpus:4;mem:4096;disk:10000", "")
            .simulated(new Simulation(Duration.ofMillis(100), 0, 1));
    return LocalConfig.defaults().withAgents(List.of(agent));
  }

  private static List<FrameworkInfo> subscriptions(RecordingProxy proxy) throws Exception {
    List<FrameworkInfo> infos = new ArrayList<>();
    for (Call call : proxy.calls(ContentType.PROTOBUF)) {
      if (call.getType() == Call.Type.SUBSCRIBE) {
        infos.add(call.getSubscribe().getFrameworkInfo());
      }
    }
    return infos;
  }

  private static List<Capability.Type> capabilities(FrameworkInfo info) {
    return info.getCapabilitiesList().stream().map(Capability::getType).toList();
  }

  @Test
  void revocableAndGpuAndSharedResourcesOnlyWhenAskedFor() throws Exception {
    try (LocalMesos mesos = LocalMesos.start(cluster());
        RecordingProxy proxy =
            new RecordingProxy(new InetSocketAddress("127.0.0.1", mesos.uri().getPort()))) {
      String list = "--task_list=" + TaskLists.list(TaskLists.task("a", "true"));
      Ended plain = Program.run(directory, "--master=" + proxy.address(), list);
      Ended asking =
          Program.run(
              directory,
              "--master=" + proxy.address(),
              "--framework_capabilities=REVOCABLE_RESOURCES,GPU_RESOURCES",
              list);

      assertThat(List.of(plain.exitCode(), asking.exitCode())).containsOnly(0);
      List<FrameworkInfo> infos = subscriptions(proxy);
      assertThat(capabilities(infos.get(0)))
          .contains(Capability.Type.PARTITION_AWARE)
          .doesNotContain(
              Capability.Type.REVOCABLE_RESOURCES,
              Capability.Type.GPU_RESOURCES,
              Capability.Type.SHARED_RESOURCES);
      assertThat(capabilities(infos.get(infos.size() - 1)))
          .contains(Capability.Type.REVOCABLE_RESOURCES, Capability.Type.GPU_RESOURCES);
    }
  }

  @Test
  void aServiceMayFailOverForLongAndComesBackUnderItsId() throws Exception {
    try (LocalMesos mesos = LocalMesos.start(cluster());
        RecordingProxy proxy =
            new RecordingProxy(new InetSocketAddress("127.0.0.1", mesos.uri().getPort()))) {
      Home home = Home.install(directory).with("camel.component.mesos.master", proxy.address());
      for (int i = 1; i <= 2; i++) {
        try (Program service = home.run()) {
          // Then it has launched something, and before that it has stored its id.
          String list = "list" + i + ".json";
          home.drop(list, TaskLists.list(TaskLists.task("a", "true")));
          await().atMost(Duration.ofSeconds(90)).until(() -> Files.exists(home.done(list)));
          service.signal("KILL");
          service.await();
        }
      }
      List<FrameworkInfo> infos = subscriptions(proxy);
      assertThat(infos.get(0).hasId()).isFalse();
      assertThat(infos.get(0).getFailoverTimeout()).isGreaterThanOrEqualTo(604_800);
      assertThat(infos.get(0).getCheckpoint()).isTrue();
      assertThat(infos.get(infos.size() - 1).hasId()).isTrue();
    }
  }
}

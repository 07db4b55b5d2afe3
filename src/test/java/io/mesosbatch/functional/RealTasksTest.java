package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.client.ClientConfig;
import io.mesosbatch.client.MasterDetector;
import io.mesosbatch.client.MesosException;
import io.mesosbatch.client.SchedulerClient;
import io.mesosbatch.client.SchedulerListener;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.FrameworkInfo.Capability;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.wire.ContentType;
import io.netty.channel.nio.NioEventLoopGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A framework over HTTP, the master, an agent, and processes: the whole way. */
class RealTasksTest {
  @TempDir Path work;

  @ParameterizedTest
  @EnumSource(ContentType.class)
  void launchedTasksRunAndTheirEndsArrive(ContentType type) throws Exception {
    NioEventLoopGroup group = new NioEventLoopGroup(1);
    Framework framework = new Framework(20);
    try (LocalMesos mesos = LocalMesos.start(LocalConfig.defaults().withWorkDirectory(work));
        SchedulerClient client =
            new SchedulerClient(
                ClientConfig.of(MasterDetector.parse(mesos.uri().toString()), Framework.info())
                    .withContentType(type),
                group,
                framework)) {
      framework.client = client;
      client.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> framework.ended.size() == 20);
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
    assertThat(framework.ended)
        .extracting(TaskStatus::getState)
        .containsOnly(TaskState.TASK_FINISHED);
    try (var files = Files.walk(work)) {
      assertThat(
              files.filter(f -> f.endsWith("stdout")).filter(f -> !f.toString().contains("latest")))
          .hasSize(20)
          .allSatisfy(f -> assertThat(f).content().isEqualTo("hello\n"));
    }
  }

  /** Launches everything on the first offer, acknowledges everything. */
  private static final class Framework implements SchedulerListener {
    final List<TaskStatus> ended = new CopyOnWriteArrayList<>();
    private final int tasks;
    private boolean launched;
    volatile SchedulerClient client;

    Framework(int tasks) {
      this.tasks = tasks;
    }

    static FrameworkInfo info() {
      FrameworkInfo.Builder info =
          FrameworkInfo.newBuilder()
              .setName("real tasks")
              .setUser(System.getProperty("user.name"))
              .addRoles("*");
      for (Capability.Type type :
          List.of(Capability.Type.MULTI_ROLE, Capability.Type.RESERVATION_REFINEMENT)) {
        info.addCapabilitiesBuilder().setType(type);
      }
      return info.build();
    }

    @Override
    public void subscribed(Event.Subscribed subscribed) {}

    @Override
    public void events(List<Event> inOrder) {
      for (Event event : inOrder) {
        if (event.hasOffers() && !launched) {
          launched = true;
          accept(event.getOffers().getOffers(0));
        } else if (event.hasUpdate()) {
          update(event.getUpdate().getStatus());
        }
      }
    }

    private void accept(Offer offer) {
      Call.Builder call = Call.newBuilder().setType(Call.Type.ACCEPT);
      Offer.Operation.Launch.Builder launch =
          call.getAcceptBuilder()
              .addOfferIds(offer.getId())
              .addOperationsBuilder()
              .setType(Offer.Operation.Type.LAUNCH)
              .getLaunchBuilder();
      for (int i = 0; i < tasks; i++) {
        launch.addTaskInfos(
            TaskInfo.newBuilder()
                .setName("t" + i)
                .setTaskId(TaskID.newBuilder().setValue("t" + i))
                .setAgentId(offer.getAgentId())
                .addAllResources(Resources.parse("cpus:0.1;mem:32").toProto())
                .setCommand(CommandInfo.newBuilder().setValue("echo hello")));
      }
      client.send(call.build());
    }

    private void update(TaskStatus status) {
      if (status.getState() == TaskState.TASK_FINISHED
          || status.getState() == TaskState.TASK_FAILED) {
        ended.add(status);
      }
      Call.Builder call = Call.newBuilder().setType(Call.Type.ACKNOWLEDGE);
      call.getAcknowledgeBuilder()
          .setAgentId(status.getAgentId())
          .setTaskId(status.getTaskId())
          .setUuid(status.getUuid());
      client.send(call.build());
    }

    @Override
    public void disconnected(MesosException why) {}

    @Override
    public void stopped(MesosException why) {}
  }
}

package io.mesosbatch.local.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.local.Simulation;
import io.mesosbatch.mesos.v1.FrameworkInfo.Capability;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.resources.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The master above simulated agents: whole lives of tasks, losses and returns. */
class SimulatedClusterTest {
  private static final Simulation SHORT = new Simulation(Duration.ofMillis(50), 0, 1);
  private static final Simulation LONG = new Simulation(Duration.ofMinutes(5), 0, 1);

  private static LocalMesos start(int agents, Simulation simulation) {
    return LocalMesos.start(config(agents, simulation));
  }

  private static LocalConfig config(int agents, Simulation simulation) {
    AgentSpec spec = AgentSpec.of("cpus:4;mem:4096;disk:1000", "").simulated(simulation);
    return LocalConfig.defaults()
        .withAgents(Stream.generate(() -> spec).limit(agents).toList())
        .withIntervals(Duration.ofMillis(50), Duration.ofSeconds(15), Duration.ofSeconds(10));
  }

  @Test
  void hundredsOfTasksOnManyAgentsAllEnd() throws Exception {
    int count = 800;
    try (LocalMesos mesos = start(40, new Simulation(Duration.ofMillis(50), 0.25, 7));
        TestFramework framework = new TestFramework(mesos, TestFramework.info("*"))) {
      Map<TaskState, Integer> ends = new EnumMap<>(TaskState.class);
      int launched = 0;
      int ended = 0;
      while (ended < count) {
        Event event = framework.await(any -> any.hasOffers() || any.hasUpdate(), "offers, updates");
        for (Offer offer : event.getOffers().getOffersList()) {
          List<TaskInfo> tasks = new ArrayList<>();
          long fit = TestFramework.resources(offer).scalarMillis("cpus") / 500;
          for (; fit > 0 && launched < count; fit--) {
            tasks.add(TestFramework.task("t" + launched++, offer, "cpus:0.5;mem:32"));
          }
          framework.launch(offer, tasks.toArray(TaskInfo[]::new));
        }
        if (event.hasUpdate()) {
          TaskState state = event.getUpdate().getStatus().getState();
          if (TaskStates.terminal(state)) {
            ends.merge(state, 1, Integer::sum);
            ended++;
          }
        }
      }
      assertThat(ends.keySet())
          .containsExactlyInAnyOrder(TaskState.TASK_FINISHED, TaskState.TASK_FAILED);
      assertThat(ends.get(TaskState.TASK_FAILED)).isBetween(count / 8, count / 2);
    }
  }

  @Test
  void resourcesComeBackWhenATaskEnds() throws Exception {
    try (LocalMesos mesos = start(1, SHORT);
        TestFramework framework = new TestFramework(mesos, TestFramework.info("*"))) {
      Offer offer = framework.awaitOffers().get(0);
      framework.launch(offer, TestFramework.task("t", offer, "cpus:4;mem:4096;disk:1000"));
      framework.awaitUpdate("t", status -> status.getState() == TaskState.TASK_FINISHED);
      Resources back = TestFramework.resources(framework.awaitOffers().get(0));
      assertThat(back).isEqualTo(TestFramework.resources(offer));
    }
  }

  @Test
  void twoFrameworksShareTheCluster() throws Exception {
    try (LocalMesos mesos = start(20, LONG);
        TestFramework one = new TestFramework(mesos, TestFramework.info("a"))) {
      List<Offer> all = one.awaitOffers();
      assertThat(all).hasSize(20);
      try (TestFramework other = new TestFramework(mesos, TestFramework.info("b"))) {
        Call.Builder decline = Call.newBuilder().setType(Call.Type.DECLINE);
        decline.getDeclineBuilder().getFiltersBuilder().setRefuseSeconds(0);
        all.forEach(offer -> decline.getDeclineBuilder().addOfferIds(offer.getId()));
        one.send(decline);
        assertThat(other.awaitOffers()).hasSizeBetween(9, 11);
        assertThat(one.awaitOffers()).hasSizeBetween(9, 11);
      }
    }
  }

  @Test
  void aFrameworkThatKnowsNoPartitionsHearsTaskLost() throws Exception {
    try (LocalMesos mesos = start(1, LONG);
        TestFramework framework = new TestFramework(mesos, TestFramework.info("*"))) {
      Offer offer = framework.awaitOffers().get(0);
      framework.decline(offer, 3600);
      framework.launch(offer, TestFramework.task("t", offer, "cpus:1;mem:32"));
      TaskStatus status = framework.awaitUpdate("t", any -> true);
      assertThat(status.getState()).isEqualTo(TaskState.TASK_LOST);
      assertThat(status.getReason()).isEqualTo(TaskStatus.Reason.REASON_INVALID_OFFERS);
    }
  }

  @Test
  void tasksOfAnAgentThatShutsDownAreLostAndItsOffersRescinded() throws Exception {
    try (LocalMesos mesos = start(1, LONG);
        TestFramework framework = new TestFramework(mesos, TestFramework.info("*"))) {
      Offer offer = framework.awaitOffers().get(0);
      framework.launch(offer, TestFramework.task("t", offer, "cpus:1;mem:32"));
      framework.awaitUpdate("t", status -> status.getState() == TaskState.TASK_RUNNING);
      framework.awaitOffers();
      mesos.shutdownAgent(0);
      TaskStatus lost = framework.awaitUpdate("t", any -> TaskStates.terminal(any.getState()));
      assertThat(lost.getReason()).isEqualTo(TaskStatus.Reason.REASON_AGENT_REMOVED);
      framework.await(Event.Type.RESCIND);
      framework.await(Event.Type.FAILURE);
    }
  }

  @Test
  void aNewMasterLearnsOfTasksFromItsAgents() throws Exception {
    LocalConfig config = config(2, LONG).withRegistry(LocalConfig.Registry.REPLICATED_LOG);
    try (LocalMesos mesos = LocalMesos.start(config);
        TestFramework framework =
            new TestFramework(
                mesos,
                TestFramework.info("*", Capability.Type.PARTITION_AWARE).toBuilder()
                    .setFailoverTimeout(60)
                    .build())) {
      Offer offer = framework.awaitOffers().get(0);
      framework.launch(offer, TestFramework.task("t", offer, "cpus:1;mem:32"));
      framework.awaitUpdate("t", status -> status.getState() == TaskState.TASK_RUNNING);
      mesos.restartMaster(Duration.ofMillis(300));
      framework.await(Event.Type.SUBSCRIBED);
      framework.awaitOffers();
      framework.send(
          Call.newBuilder()
              .setType(Call.Type.RECONCILE)
              .setReconcile(Call.Reconcile.getDefaultInstance()));
      TaskStatus status = framework.awaitUpdate("t", any -> !any.hasUuid());
      assertThat(status.getState()).isEqualTo(TaskState.TASK_RUNNING);
      Call.Builder kill = Call.newBuilder().setType(Call.Type.KILL);
      kill.getKillBuilder().getTaskIdBuilder().setValue("t");
      framework.send(kill);
      framework.awaitUpdate("t", any -> any.getState() == TaskState.TASK_KILLED);
    }
  }

  @Test
  void aFrameworkWithoutFailoverTimeoutIsRemovedWhenItsConnectionEnds() throws Exception {
    try (LocalMesos mesos = start(1, LONG);
        TestFramework next = new TestFramework(mesos, TestFramework.info("b"))) {
      try (TestFramework gone = new TestFramework(mesos, TestFramework.info("a"))) {
        Offer offer = next.awaitOffers().get(0);
        next.decline(offer, 3600);
        Offer again = gone.awaitOffers().get(0);
        gone.launch(again, TestFramework.task("t", again, "cpus:4;mem:32"));
        gone.awaitUpdate("t", status -> status.getState() == TaskState.TASK_RUNNING);
      }
      next.send(Call.newBuilder().setType(Call.Type.REVIVE));
      Resources offered = Resources.EMPTY;
      while (offered.scalarMillis("cpus") < 4000) { // its task is killed, its cpus are free
        offered = offered.plus(TestFramework.resources(next.awaitOffers().get(0)));
      }
    }
  }
}

package io.mesosbatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.resources.Resources;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterFitTest {
  private final ClusterFit cluster =
      new ClusterFit(
          Map.of(
              "S0", Resources.parse("cpus:8;mem:1024;ports:[31000-32000]"),
              "S1", Resources.parse("cpus(role):2;cpus:2;mem:65536;disk:100")));

  private static TaskInfo task(String resources) {
    return TaskInfo.newBuilder()
        .addAllResources(Resources.parse(resources).toProto())
        .buildPartial();
  }

  @Test
  void whatOneAgentHasFits() {
    assertThat(cluster.problem(task("cpus:8;mem:1024;ports:[31000-31001]"))).isEmpty();
    assertThat(cluster.problem(task("cpus:4;mem:65536;disk:100"))).isEmpty();
  }

  @Test
  void whatNoAgentHasDoesNot() {
    assertThat(cluster.problem(task("mem:1;cpus:64")))
        .contains("no agent has 64 cpus in all (the largest has 8)");
    assertThat(cluster.problem(task("gpus:1")))
        .contains("no agent has 1 gpus in all (none has any)");
    assertThat(cluster.problem(task("cpus:8;mem:2048")))
        .contains("no agent has cpus:8; mem:2048 together");
    assertThat(cluster.problem(task("ports:[80-80]")))
        .contains("no agent has ports:[80-80] in all (there are [31000-32000])");
    assertThat(cluster.problem(task("zones:{a}")))
        .contains("no agent has zones:{a} in all (none has any)");
  }

  @Test
  void theExecutorCountsToo() {
    TaskInfo task =
        task("cpus:8").toBuilder()
            .setExecutor(
                ExecutorInfo.newBuilder()
                    .addAllResources(Resources.parse("cpus:0.1").toProto())
                    .buildPartial())
            .buildPartial();
    assertThat(cluster.problem(task)).contains("no agent has 8.1 cpus in all (the largest has 8)");
  }

  @Test
  void aPinnedTaskNeedsItsAgent() {
    TaskInfo task = task("cpus:8");
    assertThat(cluster.problem(pinned(task, "S0"))).isEmpty();
    assertThat(cluster.problem(pinned(task, "S1")).orElse("")).startsWith("agent S1 has cpus:4");
    assertThat(cluster.problem(pinned(task, "S2"))).contains("the cluster has no agent S2");
  }

  private static TaskInfo pinned(TaskInfo task, String agent) {
    return task.toBuilder().setAgentId(AgentID.newBuilder().setValue(agent)).buildPartial();
  }

  @Test
  void whatComesAndGoesIsNotJudged() {
    Resource revocable =
        Resources.parse("cpus:64").toProto().get(0).toBuilder()
            .setRevocable(Resource.RevocableInfo.getDefaultInstance())
            .build();
    assertThat(cluster.problem(TaskInfo.newBuilder().addResources(revocable).buildPartial()))
        .isEmpty();
    assertThat(new ClusterFit(Map.of()).problem(task("cpus:64"))).isEmpty();
  }
}

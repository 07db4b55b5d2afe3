package io.mesosbatch.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.v1.ClusterPlan;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final Reserving RESERVING = new Reserving(Optional.of("op"));
  private static final String TWO_TENANTS =
      """
      {"tenants": [
        {"name": "tenant1", "agents": 2, "reservations": [
          {"role": "tenant1/private", "resources": "cpus:2;mem:1024;ports:[31000-31099]"},
          {"role": "tenant1/public", "resources": "cpus:1;mem:512"}]},
        {"name": "tenant2", "reservations": [
          {"role": "tenant2/private", "resources": "cpus:3"}]}]}
      """;

  private static ClusterPlan plan(String json) throws Exception {
    return PlanReader.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static AgentView agent(int number, String resources, String... used) {
    Resources total = Resources.parse(resources);
    Resources free = total;
    for (String part : used) {
      free = free.minus(Resources.parse(part));
    }
    Map<String, String> rack = Map.of("rack", number % 2 == 0 ? "even" : "odd");
    AgentID id = AgentID.newBuilder().setValue("S" + number).build();
    return new AgentView(id, "host", 5051 + number, true, rack, total, free);
  }

  private static List<AgentView> agents(int count) {
    List<AgentView> agents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      agents.add(agent(i, "cpus:4;mem:4096;disk:1000;ports:[31000-32000]"));
    }
    return agents;
  }

  /** What the agents are after these steps. */
  private static List<AgentView> after(List<AgentView> agents, List<Step> steps) {
    List<AgentView> changed = new ArrayList<>(agents);
    for (Step step : steps) {
      Offer.Operation.Builder operation = Offer.Operation.newBuilder();
      if (step.kind() == Step.Kind.RESERVE) {
        operation.setType(Offer.Operation.Type.RESERVE);
        operation.getReserveBuilder().addAllResources(step.resources());
      } else {
        operation.setType(Offer.Operation.Type.UNRESERVE);
        operation.getUnreserveBuilder().addAllResources(step.resources());
      }
      changed.replaceAll(
          a ->
              a.id().equals(step.agent().id())
                  ? new AgentView(
                      a.id(),
                      a.hostname(),
                      a.port(),
                      true,
                      a.attributes(),
                      a.total().apply(operation.build()),
                      a.free().apply(operation.build()))
                  : a);
    }
    return changed;
  }

  private static List<String> described(List<Step> steps) {
    return steps.stream().map(step -> step.describe(false)).toList();
  }

  @Test
  void splitsTheAgentsAmongTheTenants() throws Exception {
    Planner.Outcome outcome = Planner.reserve(plan(TWO_TENANTS), agents(3), RESERVING);

    assertThat(outcome.agents()).isEqualTo(3);
    assertThat(described(outcome.steps()))
        .containsExactly(
            "host:5051 (S0): reserve cpus:2; mem:1024; ports:[31000-31099] for tenant1/private",
            "host:5051 (S0): reserve cpus:1; mem:512 for tenant1/public",
            "host:5052 (S1): reserve cpus:2; mem:1024; ports:[31000-31099] for tenant1/private",
            "host:5052 (S1): reserve cpus:1; mem:512 for tenant1/public",
            "host:5053 (S2): reserve cpus:3 for tenant2/private");
  }

  @Test
  void aSecondTimeThereIsNothingToDo() throws Exception {
    ClusterPlan plan = plan(TWO_TENANTS);
    List<AgentView> laidOut = after(agents(5), Planner.reserve(plan, agents(5), RESERVING).steps());
    Collections.reverse(laidOut);

    assertThat(Planner.reserve(plan, laidOut, RESERVING).steps()).isEmpty();
  }

  @Test
  void goesOnAfterEveryStep() throws Exception {
    ClusterPlan plan = plan(TWO_TENANTS);
    List<Step> all = Planner.reserve(plan, agents(4), RESERVING).steps();
    for (int done = 0; done <= all.size(); done++) {
      List<AgentView> begun = after(agents(4), all.subList(0, done));
      List<Step> rest = Planner.reserve(plan, begun, RESERVING).steps();
      assertThat(described(rest)).hasSize(all.size() - done);
      assertThat(Planner.reserve(plan, after(begun, rest), RESERVING).steps()).isEmpty();
    }
  }

  @Test
  void reservesOnlyWhatIsMissing() throws Exception {
    ClusterPlan small =
        plan("{\"tenants\":[{\"reservations\":[{\"role\":\"a\",\"resources\":\"cpus:1\"}]}]}");
    ClusterPlan large =
        plan("{\"tenants\":[{\"reservations\":[{\"role\":\"a\",\"resources\":\"cpus:3.5\"}]}]}");
    List<AgentView> begun = after(agents(1), Planner.reserve(small, agents(1), RESERVING).steps());

    assertThat(described(Planner.reserve(large, begun, RESERVING).steps()))
        .containsExactly("host:5051 (S0): reserve cpus:2.5 for a");
    List<AgentView> grown = after(begun, Planner.reserve(large, begun, RESERVING).steps());
    assertThat(Planner.reserve(small, grown, RESERVING).steps()).isEmpty();
  }

  @Test
  void undoesWhatItDid() throws Exception {
    ClusterPlan plan = plan(TWO_TENANTS);
    List<AgentView> laidOut = after(agents(3), Planner.reserve(plan, agents(3), RESERVING).steps());
    List<AgentView> undone = after(laidOut, Planner.unreserve(plan, laidOut).steps());

    assertThat(undone).isEqualTo(agents(3));
    assertThat(Planner.unreserve(plan, undone).steps()).isEmpty();
  }

  @Test
  void refinesAndUndoesInReverse() throws Exception {
    ClusterPlan plan =
        plan(
            """
            {"tenants": [{"reservations": [
              {"role": "a", "resources": "cpus:2"},
              {"role": "a/b", "resources": "cpus:0.5", "from": "a"}]}]}
            """);
    List<Step> steps = Planner.reserve(plan, agents(1), RESERVING).steps();
    List<AgentView> laidOut = after(agents(1), steps);

    assertThat(steps).hasSize(2);
    assertThat(steps.get(1).resources().get(0).getReservationsList()).hasSize(2);
    assertThat(laidOut.get(0).total().reserved("a").scalarMillis("cpus")).isEqualTo(1_500);
    assertThat(Planner.reserve(plan, laidOut, RESERVING).steps()).isEmpty();
    assertThat(after(laidOut, Planner.unreserve(plan, laidOut).steps())).isEqualTo(agents(1));
  }

  @Test
  void picksAgentsByTheirAttributes() throws Exception {
    ClusterPlan plan =
        plan(
            """
            {"tenants": [{"attributes": "rack:odd", "reservations": [
              {"role": "a", "resources": "cpus:1"}]}]}
            """);

    assertThat(described(Planner.reserve(plan, agents(4), RESERVING).steps()))
        .containsExactly(
            "host:5052 (S1): reserve cpus:1 for a", "host:5054 (S3): reserve cpus:1 for a");
  }

  @Test
  void doesNothingIfAnythingDoesNotFit() throws Exception {
    List<AgentView> agents = new ArrayList<>(agents(1));
    agents.add(agent(1, "cpus:4;mem:4096;ports:[31000-32000]", "cpus:1.5"));
    ClusterPlan plan = plan(TWO_TENANTS);

    assertThatThrownBy(() -> Planner.reserve(plan, agents, RESERVING))
        .isInstanceOf(NotPossibleException.class)
        .hasMessageContaining("tenant1 is to get 2 agents, but only 1 is fit for it")
        .hasMessageContaining("host:5052 (S1) has too little for tenant1/public")
        .hasMessageContaining("cpus:0.5 is missing of cpus:1; mem:512, unreserved and not in use");
  }

  @Test
  void doesNotUndoWhatIsInUse() throws Exception {
    ClusterPlan plan = plan(TWO_TENANTS);
    List<AgentView> laidOut = after(agents(3), Planner.reserve(plan, agents(3), RESERVING).steps());
    AgentView busy = laidOut.get(2);
    Resources used = busy.total().reserved("tenant2/private").find(Resources.parse("cpus:1")).get();
    laidOut.set(
        2,
        new AgentView(
            busy.id(),
            busy.hostname(),
            busy.port(),
            true,
            busy.attributes(),
            busy.total(),
            busy.free().minus(used)));

    assertThatThrownBy(() -> Planner.unreserve(plan, laidOut))
        .isInstanceOf(NotPossibleException.class)
        .hasMessageContaining("cpus:1 is missing of cpus:3, reserved to tenant2/private")
        .hasMessageContaining("not in use");
    assertThat(Planner.reserve(plan, laidOut, RESERVING).steps()).isEmpty();
  }

  @Test
  void allThatIsWrongWithAPlanAtOnce() {
    assertThatThrownBy(
            () ->
                plan(
                    """
                    {"tenants": [
                      {"agents": 0, "atributes": "x", "attributes": "rack", "reservations": [
                        {"role": "a//b", "resources": "cpus:1"},
                        {"role": "*", "resources": "cpus:1"},
                        {"role": "c", "from": "d", "resources": "cpus=1"},
                        {"role": "c", "resources": "cpus(x):1"}]},
                      {"name": "nobody"}]}
                    """))
        .hasMessageContaining("tenants[0].atributes")
        .hasMessageContaining("tenants[0].agents: must be 1 or more")
        .hasMessageContaining("tenants[0].attributes: 'rack' is not of the form name:value")
        .hasMessageContaining("reservations[0].role: Role 'a//b'")
        .hasMessageContaining("reservations[1].role: nothing can be reserved to *")
        .hasMessageContaining("reservations[2].from: c does not stand below d")
        .hasMessageContaining("reservations[2].resources: Cannot read")
        .hasMessageContaining("reservations[3].resources: the role stands in 'role'")
        .hasMessageContaining("reservations[3].role: c stands in this plan twice")
        .hasMessageContaining("tenants[1].reservations: there are none");
    assertThatThrownBy(() -> plan("{")).hasMessageStartingWith("the plan is no JSON: line 1");
    assertThatThrownBy(() -> plan("{}")).hasMessageContaining("tenants: there are none");
  }
}

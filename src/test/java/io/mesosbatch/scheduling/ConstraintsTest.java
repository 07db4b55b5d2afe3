package io.mesosbatch.scheduling;

import static io.mesosbatch.scheduling.World.launches;
import static io.mesosbatch.scheduling.World.offers;
import static io.mesosbatch.scheduling.World.task;
import static io.mesosbatch.scheduling.World.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.DomainInfo;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.v1.Constraint;
import io.mesosbatch.v1.Constraint.Operator;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.TaskPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintsTest {
  private final World world = new World();

  private void accept(int tasks, String attribute, Operator operator, String value) {
    Constraint.Builder constraint =
        Constraint.newBuilder().setAttribute(attribute).setOperator(operator);
    if (value != null) {
      constraint.setValue(value);
    }
    accept(Job.newBuilder().addConstraints(constraint), tasks);
  }

  private void accept(Job.Builder job, int tasks) {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    for (int i = 0; i < tasks; i++) {
      plan.add(task("t" + i, 1, 1));
    }
    world.send(world.subscribed(), new Input.JobAccepted(plan.build(1, job.setId("job1").build())));
  }

  private Offer rack(String agent, String rack) {
    return with(agent, text("rack", rack));
  }

  private Offer with(String agent, Attribute... attributes) {
    return world.offer(agent, 8, 1000).toBuilder().addAllAttributes(List.of(attributes)).build();
  }

  private static Attribute text(String name, String value) {
    return Attribute.newBuilder()
        .setName(name)
        .setType(Value.Type.TEXT)
        .setText(Value.Text.newBuilder().setValue(value))
        .build();
  }

  private int launched(Offer... offers) {
    return launches(world.send(offers(offers))).size();
  }

  @Test
  void uniqueHasOneForEachValue() {
    accept(5, "rack", Operator.UNIQUE, null);

    assertThat(launched(rack("a1", "r1"), rack("a2", "r1"), rack("a3", "r2"))).isEqualTo(2);
    assertThat(launched(rack("a2", "r1"), rack("a3", "r2"))).isZero();
    assertThat(launched(rack("a4", "r3"))).isEqualTo(1);
  }

  @Test
  void aPlaceIsFreeAgainWhenTheTaskHasEnded() {
    accept(2, "hostname", Operator.UNIQUE, null);
    Effect.Launch first = launches(world.send(offers(world.offer("a1", 8, 1000)))).get(0);
    assertThat(launched(world.offer("a1", 8, 1000))).isZero();

    world.send(update(first, TaskState.TASK_FINISHED));

    assertThat(launched(world.offer("a1", 8, 1000))).isEqualTo(1);
  }

  @Test
  void maxPerHasSoManyForEachValue() {
    accept(10, "rack", Operator.MAX_PER, "3");

    assertThat(launched(rack("a1", "r1"), rack("a2", "r1"), rack("a3", "r2"))).isEqualTo(6);
  }

  @Test
  void clusterKeepsTogether() {
    accept(10, "rack", Operator.CLUSTER, null);

    assertThat(launched(rack("a1", "r1"), rack("a2", "r2"))).isEqualTo(8);
    assertThat(launched(rack("a2", "r2"))).isZero();
    assertThat(launched(rack("a3", "r1"))).isEqualTo(2);
  }

  @Test
  void groupByEvensOut() {
    accept(6, "rack", Operator.GROUP_BY, null);

    List<Effect> effects = world.send(offers(rack("a1", "r1"), rack("a2", "r2"), rack("a3", "r3")));
    assertThat(launches(effects)).isNotEmpty();
    for (int i = 0; i < 6; i++) {
      effects = world.send(offers(rack("a1", "r1"), rack("a2", "r2"), rack("a3", "r3")));
    }

    assertThat(world.scheduler.progress().get(0).launched()).isEqualTo(6);
    assertThat(
            World.of(world.changes, Change.Launched.class).stream()
                .collect(Collectors.groupingBy(Change.Launched::agentId, Collectors.counting()))
                .values())
        .containsExactly(2L, 2L, 2L);
  }

  @Test
  void groupByFillsAllRacksAtOnce() {
    accept(60, "rack", Operator.GROUP_BY, null);
    List<Offer> offers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      offers.add(rack("a" + i, "r" + i / 4));
    }

    List<Effect> effects = world.send(offers(offers.toArray(Offer[]::new)));

    assertThat(launches(effects)).hasSize(60);
    assertThat(
            World.of(effects, Effect.Accept.class).stream()
                .collect(
                    Collectors.groupingBy(
                        a -> Integer.parseInt(a.agentId().substring(1)) / 4,
                        Collectors.summingInt(a -> a.launches().size())))
                .values())
        .containsExactly(20, 20, 20);
  }

  @Test
  void groupByAsksAgainForWhatItRefusedWhenItsGroupHasGrown() {
    accept(4, "rack", Operator.GROUP_BY, "2");
    assertThat(launched(rack("a1", "r1"))).isEqualTo(1);
    assertThat(launched(rack("a1", "r1"))).as("the second rack comes first").isZero();

    List<Effect> effects = world.after(2_000, offers(rack("a2", "r2")));

    assertThat(launches(effects)).as("the last one would make it uneven").hasSize(2);
    assertThat(effects).hasAtLeastOneElementOfType(Effect.Revive.class);
  }

  @Test
  void shapesThatShareAGroupSeeEachOthersValues() {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    plan.add(task("small", 1, 1));
    plan.add(task("small", 1, 1));
    plan.add(task("large", 9, 1));
    Job.Builder job = Job.newBuilder().setId("job1");
    job.addConstraintsBuilder().setAttribute("rack").setOperator(Operator.GROUP_BY);
    world.send(world.subscribed(), new Input.JobAccepted(plan.build(1, job.build())));
    Offer large = world.offer("a2", 9, 1000).toBuilder().addAttributes(text("rack", "r2")).build();

    // The small ones could go to both racks, the large one to r2 only.
    assertThat(launched(rack("a1", "r1"), large)).isEqualTo(2);
  }

  @Test
  void groupByWithANumberWaitsForThatManyValues() {
    accept(3, "rack", Operator.GROUP_BY, "3");

    assertThat(launched(rack("a1", "r1"))).isEqualTo(1);
    assertThat(launched(rack("a1", "r1"))).isZero();
    assertThat(launched(rack("a2", "r2"))).isEqualTo(1);
    assertThat(launched(rack("a1", "r1"))).isZero();
    assertThat(launched(rack("a3", "r3"))).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "LIKE, r[12], true",
    "LIKE, r, false",
    "UNLIKE, r[12], false",
    "UNLIKE, r, true",
    "IS, r1, true",
    "IS, R1, false",
    "CLUSTER, r1, true",
    "CLUSTER, r2, false",
  })
  void anAgentAloneDecides(Operator operator, String value, boolean fits) {
    accept(1, "rack", operator, value);

    assertThat(launched(rack("a1", "r1"))).isEqualTo(fits ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({"UNIQUE,", "MAX_PER,2", "GROUP_BY,", "CLUSTER,", "CLUSTER,x", "LIKE,.*", "IS,x"})
  void withoutTheAttributeNothingHolds(Operator operator, String value) {
    accept(1, "rack", operator, value);

    assertThat(launched(world.offer("a1", 8, 1000))).isZero();
  }

  @Test
  void unlikeHoldsWithoutTheAttribute() {
    accept(1, "rack", Operator.UNLIKE, ".*");

    assertThat(launched(world.offer("a1", 8, 1000))).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"IS,8,true", "IS,8.000,true", "IS,9,false", "LIKE,8,true", "LIKE,8.0,false"})
  void scalarsAreNumbers(Operator operator, String value, boolean fits) {
    accept(1, "cores", operator, value);
    Attribute cores =
        Attribute.newBuilder()
            .setName("cores")
            .setType(Value.Type.SCALAR)
            .setScalar(Value.Scalar.newBuilder().setValue(8))
            .build();

    assertThat(launched(with("a1", cores))).isEqualTo(fits ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"IS;{b, a};true", "IS;{a};false", "LIKE;a;true", "UNLIKE;b;false", "IS;a;false"})
  void setsHaveItems(Operator operator, String value, boolean fits) {
    accept(1, "zones", operator, value);
    Attribute zones =
        Attribute.newBuilder()
            .setName("zones")
            .setType(Value.Type.SET)
            .setSet(Value.Set.newBuilder().addItem("a").addItem("b"))
            .build();

    assertThat(launched(with("a1", zones))).isEqualTo(fits ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"IS;[1-5, 9-9];true", "IS;[1-5];false", "LIKE;\\[1-5,9-9\\];true"})
  void rangesAreComparedAsAWhole(Operator operator, String value, boolean fits) {
    accept(1, "vlans", operator, value);
    Attribute vlans =
        Attribute.newBuilder()
            .setName("vlans")
            .setType(Value.Type.RANGES)
            .setRanges(
                Value.Ranges.newBuilder()
                    .addRange(Value.Range.newBuilder().setBegin(1).setEnd(5))
                    .addRange(Value.Range.newBuilder().setBegin(9).setEnd(9)))
            .build();

    assertThat(launched(with("a1", vlans))).isEqualTo(fits ? 1 : 0);
  }

  @Test
  void severalAttributesOfOneNameAreCountedAsOneValue() {
    accept(3, "rack", Operator.UNIQUE, null);

    assertThat(
            launched(
                with("a1", text("rack", "a"), text("rack", "b")),
                with("a2", text("rack", "b"), text("rack", "a")),
                with("a3", text("rack", "a"))))
        .isEqualTo(2);
  }

  @Test
  void regionAndZoneAreAttributesToo() {
    accept(3, "@zone", Operator.UNIQUE, null);
    DomainInfo.Builder domain = DomainInfo.newBuilder();
    domain.getFaultDomainBuilder().getRegionBuilder().setName("eu");
    domain.getFaultDomainBuilder().getZoneBuilder().setName("eu-1");

    Offer first = world.offer("a1", 8, 1000).toBuilder().setDomain(domain).build();
    Offer second = world.offer("a2", 8, 1000).toBuilder().setDomain(domain).build();
    assertThat(launched(first, second)).isEqualTo(1);
  }

  @Test
  void aDedicatedAgentTakesOnlyWhatAsksForIt() {
    accept(Job.newBuilder(), 1);
    Offer dedicated = with("a1", text("dedicated", "team/db"));
    assertThat(launched(dedicated)).isZero();

    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    TaskPolicy.Builder policy = TaskPolicy.newBuilder();
    policy
        .addConstraintsBuilder()
        .setAttribute("dedicated")
        .setOperator(Operator.IS)
        .setValue("team/db");
    plan.add(new TaskSpec(task("x", 1, 1).info(), policy.build()));
    world.send(new Input.JobAccepted(plan.build(2, Job.newBuilder().setId("job2").build())));

    assertThat(launches(world.send(offers(with("a1", text("dedicated", "team/db"))))))
        .singleElement()
        .matches(launch -> launch.task().job() == 2);
  }

  @Test
  void otherJobsDoNotCount() {
    accept(1, "hostname", Operator.UNIQUE, null);
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    plan.add(task("x", 1, 1));
    Job.Builder other = Job.newBuilder().setId("job2");
    other.addConstraintsBuilder().setAttribute("hostname").setOperator(Operator.UNIQUE);
    world.send(new Input.JobAccepted(plan.build(2, other.build())));

    assertThat(launched(world.offer("a1", 8, 1000))).isEqualTo(2);
  }

  @Test
  void aRestoredTaskCountsForItsHostAtOnceAndForItsRackWhenTheAgentIsKnown() {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    for (int i = 0; i < 3; i++) {
      plan.add(task("t" + i, 1, 1));
    }
    Job.Builder job = Job.newBuilder().setId("job1");
    job.addConstraintsBuilder().setAttribute("rack").setOperator(Operator.UNIQUE);
    RestoredTask running =
        new RestoredTask(0, Phase.RUNNING, 1, 0, "a1", "a1.example", 1, 2, "", 0);
    world.send(
        new Input.JobRestored(plan.build(1, job.build()), List.of(running)), world.subscribed());

    assertThat(launched(rack("a2", "r1"))).as("it might be there").isZero();
    assertThat(launched(rack("a1", "r1"), rack("a2", "r1"), rack("a3", "r2"))).isEqualTo(1);
    assertThat(
            World.of(world.changes, Change.Launched.class).stream()
                .map(Change.Launched::agentId)
                .collect(Collectors.toSet()))
        .isEqualTo(Set.of("a3"));
  }

  /**
   * Of the same user, and of the same shape: what keeps the first back does not keep the second.
   */
  @Test
  void aJobThatIsKeptBackDoesNotKeepBackTheNext() {
    accept(3, "hostname", Operator.UNIQUE, null);
    JobPlanBuilder second = new JobPlanBuilder(RetryRule.ONCE, 0);
    second.add(task("t", 1, 1));
    Job.Builder job = Job.newBuilder().setId("job2");
    job.addConstraintsBuilder().setAttribute("hostname").setOperator(Operator.UNIQUE);
    world.send(new Input.JobAccepted(second.build(2, job.build())));

    assertThat(launches(world.send(offers(world.offer("a1", 8, 1000)))))
        .extracting(launch -> launch.task().job())
        .containsExactly(1L, 2L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"((){100000}){100000}b", "(a{0}){1,2000000000}b", "(?:){2000000000,}b"})
  void anExpressionThatCountsForEverHoldsForNone(String regex) {
    accept(1, "rack", Operator.LIKE, regex);

    assertThat(launched(rack("a1", "b"), rack("a2", "a"))).isZero();
    assertThat(world.scheduler.explain().get(0).reasons().get(0)).contains("too many steps");
  }

  @Test
  void countsThatDoNotMultiplyAreFine() {
    String racks =
        IntStream.range(0, 40)
            .mapToObj(i -> "r" + i + "-[a-z]{3}\\d{4}")
            .collect(Collectors.joining("|"));
    accept(1, "rack", Operator.LIKE, "(" + racks + "){1,2}");

    assertThat(launched(rack("a1", "r7-abc1234r39-xyz0000"))).isEqualTo(1);
  }

  /** With such an expression the one thread of the core would else be busy for ever. */
  @ParameterizedTest
  @EnumSource(
      value = Operator.class,
      names = {"LIKE", "UNLIKE"})
  void anExpressionThatIsTooHardHoldsForNoneAndSaysSo(Operator operator) {
    accept(1, "rack", operator, "(.*a){12}b");

    assertThat(launched(rack("a1", "a".repeat(60)))).isZero();
    assertThat(world.scheduler.explain().get(0).reasons())
        .containsExactly(
            "rack "
                + operator
                + " (.*a){12}b: the expression takes too many steps; write a simpler one");
    assertThat(launched(rack("a2", operator == Operator.LIKE ? "a".repeat(12) + "b" : "c")))
        .isEqualTo(1);
  }

  @Test
  void anExpressionMayBeALongListOfNames() {
    String racks =
        IntStream.range(0, 20_000).mapToObj(i -> "rack-" + i).collect(Collectors.joining("|"));
    accept(1, "rack", Operator.LIKE, racks);

    assertThat(launched(rack("a1", "rack-x"), rack("a2", "rack-19999"))).isEqualTo(1);
  }
}

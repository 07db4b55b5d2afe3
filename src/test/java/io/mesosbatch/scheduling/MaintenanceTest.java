package io.mesosbatch.scheduling;

import static io.mesosbatch.scheduling.World.launches;
import static io.mesosbatch.scheduling.World.of;
import static io.mesosbatch.scheduling.World.offers;
import static io.mesosbatch.scheduling.World.task;
import static io.mesosbatch.scheduling.World.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.DurationInfo;
import io.mesosbatch.mesos.v1.InverseOffer;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus.Reason;
import io.mesosbatch.mesos.v1.TimeInfo;
import io.mesosbatch.mesos.v1.Unavailability;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.v1.Constraint;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.TaskPolicy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MaintenanceTest {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private final World world = new World();

  @BeforeEach
  void subscribe() {
    world.send(world.subscribed());
    world.now += 1_500;
  }

  private Unavailability in(long millis) {
    return Unavailability.newBuilder()
        .setStart(TimeInfo.newBuilder().setNanoseconds((world.now + millis) * 1_000_000))
        .setDuration(DurationInfo.newBuilder().setNanoseconds(HOUR * 1_000_000))
        .build();
  }

  private Offer offer(String agent, long away) {
    return world.offer(agent, 4, 4000).toBuilder().setUnavailability(in(away)).build();
  }

  private static Input asks(String id, Unavailability when) {
    return new Input.MesosEvent(
        Event.newBuilder()
            .setType(Event.Type.INVERSE_OFFERS)
            .setInverseOffers(
                Event.InverseOffers.newBuilder()
                    .addInverseOffers(
                        InverseOffer.newBuilder()
                            .setId(OfferID.newBuilder().setValue(id))
                            .setFrameworkId(
                                io.mesosbatch.mesos.v1.FrameworkID.newBuilder().setValue("fw"))
                            .setAgentId(AgentID.newBuilder().setValue("a1"))
                            .setUnavailability(when)))
            .build());
  }

  private static Input rescinds(String id) {
    return new Input.MesosEvent(
        Event.newBuilder()
            .setType(Event.Type.RESCIND_INVERSE_OFFER)
            .setRescindInverseOffer(
                Event.RescindInverseOffer.newBuilder()
                    .setInverseOfferId(OfferID.newBuilder().setValue(id)))
            .build());
  }

  private void job(long killAfter) {
    world.send(world.job(RetryRule.ONCE, killAfter, 0, task("a", 1, 100)));
    world.now += 1_500;
  }

  private Effect.Launch running() {
    Effect.Launch launch = launches(world.send(offers(world.offer("a1", 4, 4000)))).get(0);
    world.send(update(launch, TaskState.TASK_RUNNING));
    return launch;
  }

  private List<Effect.Launch> offered(long away) {
    return launches(world.send(offers(offer("a1", away))));
  }

  @Test
  void aTaskThatWillHaveEndedIsLaunched() {
    job(10 * MINUTE);

    assertThat(offered(10 * MINUTE)).isEmpty();
    assertThat(offered(11 * MINUTE)).hasSize(1);
  }

  @Test
  void theTimeToStartCountsToo() {
    TaskSpec slow =
        new TaskSpec(
            task("a", 1, 100).info(),
            TaskPolicy.newBuilder().setKillAfter("10mins").setLaunchTimeout("5mins").build());
    world.send(world.job(RetryRule.ONCE, slow));
    world.now += 1_500;

    assertThat(offered(15 * MINUTE)).isEmpty();
    assertThat(offered(16 * MINUTE)).hasSize(1);
  }

  @Test
  void theAgentsOwnLimitOfTheTaskCountsToo() {
    TaskSpec limited =
        new TaskSpec(
            task("a", 1, 100).info().toBuilder()
                .setMaxCompletionTime(
                    DurationInfo.newBuilder().setNanoseconds(5 * MINUTE * 1_000_000))
                .buildPartial());
    world.send(world.job(RetryRule.ONCE, HOUR, 0, limited));
    world.now += 1_500;

    assertThat(offered(5 * MINUTE)).isEmpty();
    assertThat(offered(6 * MINUTE)).hasSize(1);
  }

  @Test
  void theDeadlineOfTheJobCountsToo() {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    plan.add(task("a", 1, 100));
    Job header = Job.newBuilder().setId("job1").setDeadline("10mins").build();
    world.send(new Input.JobAccepted(plan.build(1, header, world.now)));
    world.now += 1_500;

    assertThat(offered(10 * MINUTE)).isEmpty();
    assertThat(offered(12 * MINUTE)).hasSize(1);
  }

  @Test
  void whoseTimeIsNotKnownIsLaunchedOnlyLongBefore() {
    job(0);

    assertThat(offered(59 * MINUTE)).isEmpty();
    assertThat(offered(60 * MINUTE)).hasSize(1);
  }

  @Test
  void anAgentWhoseTimeIsOverIsOneLikeTheOthers() {
    job(0);

    assertThat(offered(-30 * MINUTE)).isEmpty();
    assertThat(offered(-60 * MINUTE)).hasSize(1);
  }

  @Test
  void anUnsuitableOfferIsAnsweredAndAnotherAgentIsTaken() {
    job(0);
    Offer away = offer("a1", MINUTE);

    List<Effect> effects = world.send(offers(away, world.offer("a2", 4, 4000)));

    assertThat(launches(effects)).hasSize(1);
    assertThat(of(effects, Effect.Accept.class).get(0).agentId()).isEqualTo("a2");
    assertThat(of(effects, Effect.Decline.class).get(0).offers()).containsExactly(away.getId());
  }

  @Test
  void anAgentThatGoesIsNoGroupToSpreadOver() {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    plan.add(task("a", 1, 100));
    plan.add(task("b", 1, 100));
    Job.Builder header = Job.newBuilder().setId("job1");
    header
        .addConstraintsBuilder()
        .setAttribute("hostname")
        .setOperator(Constraint.Operator.GROUP_BY);
    world.send(new Input.JobAccepted(plan.build(1, header.build())));
    world.now += 1_500;

    List<Effect> effects = world.send(offers(offer("a1", MINUTE), world.offer("a2", 4, 4000)));

    assertThat(launches(effects)).hasSize(2);
  }

  @Test
  void explainsThatTheAgentsGo() {
    job(0);
    offered(MINUTE);

    assertThat(world.scheduler.explain().get(0).reasons())
        .anyMatch(reason -> reason.contains("maintenance"));
  }

  @Test
  void acceptsWhereNothingOfOursRuns() {
    List<Effect> effects = world.send(asks("i1", in(MINUTE)));

    assertThat(of(effects, Effect.AcceptInverseOffers.class))
        .singleElement()
        .satisfies(a -> assertThat(a.offers()).extracting(OfferID::getValue).containsExactly("i1"));
  }

  @Test
  void acceptsAndLeavesAloneWhatWillHaveEnded() {
    job(10 * MINUTE);
    running();

    Unavailability when = in(10 * MINUTE);
    assertThat(of(world.send(asks("i1", when)), Effect.AcceptInverseOffers.class)).hasSize(1);
    world.now += 9 * MINUTE + 30_000;
    world.send(asks("i2", when));

    assertThat(of(world.tick(0), Effect.Kill.class)).isEmpty();
  }

  @Test
  void movesOneMinuteBeforeForFree() {
    job(0);
    Effect.Launch launch = running();
    Unavailability when = in(10 * MINUTE);

    assertThat(of(world.send(asks("i1", when)), Effect.AcceptInverseOffers.class)).hasSize(1);
    world.now += 8 * MINUTE + 50_000;
    world.send(asks("i2", when));
    assertThat(of(world.tick(0), Effect.Kill.class)).isEmpty();
    assertThat(of(world.tick(10_000), Effect.Kill.class)).hasSize(1);
    assertThat(of(world.tick(0), Effect.Kill.class)).isEmpty();
    world.send(update(launch, TaskState.TASK_KILLED));

    assertThat(of(world.changes, Change.AttemptEnded.class))
        .singleElement()
        .satisfies(
            end -> {
              assertThat(end.free()).isTrue();
              assertThat(end.status().getReason()).isEqualTo(Reason.REASON_AGENT_DRAINING);
              assertThat(end.status().getMessage()).contains("a1", "maintenance");
            });
    assertThat(launches(world.send(offers(offer("a1", 50_000))))).isEmpty();
    assertThat(launches(world.send(offers(world.offer("a2", 4, 4000))))).hasSize(1);
  }

  @Test
  void whatFinishesWhileItIsMovedHasFinished() {
    job(0);
    Effect.Launch launch = running();
    world.send(asks("i1", in(MINUTE)));
    assertThat(of(world.tick(1), Effect.Kill.class)).hasSize(1);
    world.send(update(launch, TaskState.TASK_FINISHED));

    assertThat(of(world.changes, Change.TaskEnded.class))
        .singleElement()
        .matches(end -> end.phase() == Phase.FINISHED);
  }

  @Test
  void whatWasMovedWhenTheProgramDiedIsStillFree() {
    job(0);
    running();
    World second = new World();
    second.send(
        new Input.JobRestored(
            plan(),
            List.of(
                new RestoredTask(
                    0, Phase.RUNNING, 1, 0, "a1", "a1", 1, 2, "Killed because of maintenance", 0)),
            Optional.empty()));
    second.send(second.subscribed());
    assertThat(of(second.tick(1_000), Effect.Kill.class)).hasSize(1);
    second.send(update(new io.mesosbatch.job.TaskKey(1, 0), 1, TaskState.TASK_KILLED, null));

    assertThat(of(second.changes, Change.AttemptEnded.class))
        .singleElement()
        .matches(Change.AttemptEnded::free);
  }

  private static JobPlan plan() {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    plan.add(task("a", 1, 100));
    return plan.build(1, Job.newBuilder().setId("job1").build());
  }

  @Test
  void declinesIfATaskMustNotBeStartedAgain() {
    RetryRule never =
        new RetryRule(
            1,
            0,
            0,
            0,
            List.of(
                new RetryCase(
                    java.util.Set.of(),
                    java.util.Set.of(),
                    java.util.Set.of(),
                    io.mesosbatch.v1.RetryRule.Action.FAIL)),
            false);
    world.send(world.job(never, task("a", 1, 100)));
    world.now += 1_500;
    running();

    List<Effect> effects = world.send(asks("i1", in(HOUR)));

    assertThat(of(effects, Effect.AcceptInverseOffers.class)).isEmpty();
    assertThat(of(effects, Effect.DeclineInverseOffer.class))
        .singleElement()
        .satisfies(
            decline -> {
              assertThat(decline.agentId()).isEqualTo("a1");
              assertThat(decline.why()).contains("1 task is", "task 0 of job job1");
            });
    assertThat(of(world.tick(HOUR), Effect.Kill.class)).isEmpty();
  }

  @Test
  void maintenanceThatIsCalledOffMovesNothing() {
    job(0);
    running();
    world.send(asks("i1", in(10 * MINUTE)));
    world.send(rescinds("i1"));
    assertThat(of(world.tick(9 * MINUTE + 1), Effect.Kill.class)).isEmpty();

    world.send(asks("i2", in(10 * MINUTE)));
    assertThat(of(world.tick(9 * MINUTE + 1), Effect.Kill.class))
        .as("the master has not asked for a long time")
        .isEmpty();
  }

  @Test
  void anAnswerThatDidNotArriveIsSentAgain() {
    world.send(asks("i1", in(HOUR)));

    List<Effect> effects =
        world.send(
            new Input.CallsFailed(List.of(), List.of(OfferID.newBuilder().setValue("i1").build())));

    assertThat(of(effects, Effect.AcceptInverseOffers.class)).hasSize(1);
  }

  @Test
  void withTheSubscriptionGoTheInverseOffers() {
    List<Effect> effects = world.send(asks("i1", in(HOUR)), new Input.Disconnected());

    assertThat(of(effects, Effect.AcceptInverseOffers.class)).isEmpty();
  }
}

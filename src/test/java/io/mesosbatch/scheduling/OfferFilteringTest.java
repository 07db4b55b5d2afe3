package io.mesosbatch.scheduling;

import static io.mesosbatch.scheduling.World.offers;
import static io.mesosbatch.scheduling.World.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.scheduling.OfferFilter.AttributeTest;
import io.mesosbatch.scheduling.OfferFilter.AttributeTest.Kind;
import io.mesosbatch.v1.Constraint.Operator;
import io.mesosbatch.v1.Job;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the master is told which offers to make, and what. */
class OfferFilteringTest {
  private final World world = new World();
  private long jobs = 100;

  private Input job(String attribute, Operator operator, String value, TaskSpec... tasks) {
    Job.Builder job = Job.newBuilder().setId("j" + ++jobs);
    if (attribute != null) {
      job.addConstraintsBuilder().setAttribute(attribute).setOperator(operator).setValue(value);
    }
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    for (TaskSpec task : tasks) {
      plan.add(task);
    }
    return new Input.JobAccepted(plan.build(jobs, job.build()));
  }

  private static List<OfferFilter> told(List<Effect> effects) {
    return World.of(effects, Effect.FilterOffers.class).stream()
        .map(Effect.FilterOffers::filter)
        .toList();
  }

  private static Map<String, Long> least(long cpus, long mem) {
    return Map.of("cpus", cpus * 1000, "mem", mem * 1000);
  }

  @Test
  void afterAPauseTheMasterHearsWhatIsOfUse() {
    world.send(world.subscribed());
    assertThat(told(world.send(job("rack", Operator.LIKE, "r[12]", task("a", 4, 100))))).isEmpty();
    assertThat(told(world.tick(9_000))).isEmpty();

    assertThat(told(world.tick(1_000)))
        .containsExactly(
            new OfferFilter(
                Set.of(Set.of(new AttributeTest("rack", Kind.MATCHES, "r[12]"))),
                Set.of(least(4, 100))));
    assertThat(told(world.tick(60_000))).as("only when it changes").isEmpty();
  }

  @Test
  void whatWouldKeepBackAUsefulOfferIsTakenBackAtOnceAndBeforeOffersAreAskedFor() {
    world.send(world.subscribed(), job(null, null, null, task("a", 4, 100)));
    world.tick(10_000);
    List<Effect> effects = world.after(60_000, job(null, null, null, task("b", 1, 200)));

    assertThat(told(effects))
        .containsExactly(new OfferFilter(Set.of(), Set.of(least(4, 100), least(1, 200))));
    assertThat(effects.get(0)).isInstanceOf(Effect.FilterOffers.class);
    assertThat(World.of(effects, Effect.Revive.class)).hasSize(1);
  }

  @Test
  void manyChangesAreFewCalls() {
    world.send(world.subscribed());
    int calls = 0;
    for (int i = 0; i < 300; i++) {
      calls +=
          told(world.after(1_000, job(null, null, null, task("t", 4 - i % 3, 100 + i)))).size();
    }
    for (int i = 0; i < 60; i++) {
      calls += told(world.tick(1_000)).size();
    }
    assertThat(calls).isBetween(1, 62);
  }

  @Test
  void aMasterThatDoesNotKnowAttributesIsToldOfSizesAndThenOfNothing() {
    world.send(world.subscribed(), job("rack", Operator.UNIQUE, "", task("a", 4, 100)));
    assertThat(told(world.tick(10_000)).get(0).groups()).hasSize(1);
    world.send(new Input.FilterRefused());

    assertThat(told(world.tick(10_000)))
        .containsExactly(new OfferFilter(Set.of(), Set.of(least(4, 100))));
    world.send(new Input.FilterRefused());
    assertThat(told(world.tick(10_000))).isEmpty();
    assertThat(told(world.after(60_000, job(null, null, null, task("b", 1, 200))))).isEmpty();
  }

  @Test
  void aCallThatMayBeLostIsMadeAgain() {
    world.send(world.subscribed(), job(null, null, null, task("a", 4, 100)));
    OfferFilter first = told(world.tick(10_000)).get(0);

    assertThat(told(world.after(20_000, new Input.CallsFailed(List.of())))).containsExactly(first);
  }

  @Test
  void nothingIsSaidWhereNothingWaitsOrItIsNotWanted() {
    World quiet = new World(SchedulingOptions.DEFAULT.withFilterOffers(false));
    quiet.send(quiet.subscribed(), quiet.job(RetryRule.ONCE, task("a", 4, 100)));
    assertThat(told(quiet.tick(100_000))).isEmpty();

    world.send(world.subscribed());
    assertThat(told(world.tick(100_000))).isEmpty();
    world.send(job(null, null, null, task("a", 1, 1)));
    world.after(1_500, offers(world.offer("a1", 4, 100)));
    assertThat(told(world.tick(100_000))).isEmpty();
  }

  @Test
  void anExplanationSaysThatOffersAreKeptBack() {
    world.send(world.subscribed(), job(null, null, null, task("a", 4, 100), task("b", 4, 100)));
    world.after(1_500, offers(world.offer("a1", 7, 500)));
    world.tick(10_000);
    world.tick(40_000);

    assertThat(world.scheduler.explain().get(0).reasons())
        .containsExactly(
            "offers of the last 30 s: 0 (the master keeps back what fits no task); before, the"
                + " best had cpus 3 of 4 (a1.example)");
  }

  @Test
  void manyShapesMakeOneLeastOfAll() {
    TaskSpec[] tasks = new TaskSpec[50];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] = task("t" + i, 1 + i, 100 - i);
    }
    world.send(world.subscribed(), job(null, null, null, tasks));

    assertThat(told(world.tick(10_000)))
        .containsExactly(new OfferFilter(Set.of(), Set.of(least(1, 51))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"r[12]", "ssd|nvme", "node-(a|b)\\.example", "r.*", "x+", "[^a-c]?z"})
  void theseMeanTheSameToTheMaster(String regex) {
    assertThat(CommonRegex.of(regex)).contains(regex);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a++",
        "(?i)rack",
        "\\p{Lu}",
        "a{1000}",
        "[a&&b]",
        "^a$",
        "\\1",
        "a**",
        "[[a]b]",
        "\\Qa\\E",
        ".*.*.*.*.*.*.*.*",
        "a|*"
      })
  void ofTheseThatIsNotSure(String regex) {
    assertThat(CommonRegex.of(regex)).isEqualTo(Optional.empty());
  }
}

package io.mesosbatch.scheduling;

import static io.mesosbatch.scheduling.World.offers;
import static io.mesosbatch.scheduling.World.scalar;
import static io.mesosbatch.scheduling.World.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.v1.Constraint.Operator;
import io.mesosbatch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** An offer on which a task would start is never kept back by what the master was told. */
class OfferFilterPropertiesTest {
  private static final String[] NAMES = {"rack", "type", "size", "hostname"};
  private static final String[] VALUES = {"r1", "r2", "r12", "4", "{a,b}", "[1-4]", "a"};
  private static final String[] REGEXES = {
    "r1", "r[12]", "r.*", ".*", "(?i)R1", "r1|a", "[^r]*", "r\\d", "4", "a*", "r1?2?"
  };
  private static final Operator[] OPERATORS = {
    Operator.LIKE, Operator.UNLIKE, Operator.IS, Operator.UNIQUE, Operator.CLUSTER, Operator.MAX_PER
  };

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs();
  }

  @Property(tries = 400)
  void nothingOfUseIsKeptBack(@ForAll("seeds") long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    World world = new World();
    List<List<Attribute>> agents = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      agents.add(attributes(random));
    }
    OfferFilter told = OfferFilter.NONE;
    // All agents are known before the first filter: what nobody wants is offered once.
    world.send(world.subscribed(), job(1, Job.newBuilder(), task("none", 1_000, 1)));
    for (int i = 0; i < agents.size(); i++) {
      told = latest(told, world.send(offers(offer(world, i, agents.get(i), 0.5, 1))));
    }
    int useful = 0;
    int keptBack = 0;
    for (int step = 0; step < 120; step++) {
      if (random.nextInt(6) == 0) {
        told = latest(told, world.send(randomJob(random, 2 + step)));
      }
      told = latest(told, world.tick(1 + random.nextInt(4_000)));
      if (random.nextInt(40) == 0) {
        told = latest(told, world.send(new Input.KillJob("j" + random.nextInt(step + 2))));
      }
      int agent = random.nextInt(agents.size());
      double cpus = random.nextInt(8) / 2.0 + 0.1;
      double mem = random.nextInt(300);
      boolean passes =
          told.passes(
              agents.get(agent), name -> Math.round((name.equals("cpus") ? cpus : mem) * 1_000));
      List<Effect> effects = world.send(offers(offer(world, agent, agents.get(agent), cpus, mem)));
      if (!World.launches(effects).isEmpty()) {
        useful++;
        assertThat(passes).as("an offer of %s cpus, %s mem, told %s", cpus, mem, told).isTrue();
      }
      keptBack += passes ? 0 : 1;
      told = latest(told, effects);
    }
    Statistics.label("kept back").collect(keptBack > 0);
    Statistics.label("useful").collect(useful > 0);
  }

  private static OfferFilter latest(OfferFilter told, List<Effect> effects) {
    List<Effect.FilterOffers> calls = World.of(effects, Effect.FilterOffers.class);
    return calls.isEmpty() ? told : calls.get(calls.size() - 1).filter();
  }

  private static Input randomJob(SplittableRandom random, long number) {
    Job.Builder job = Job.newBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      Operator operator = OPERATORS[random.nextInt(OPERATORS.length)];
      String value =
          switch (operator) {
            case LIKE, UNLIKE -> REGEXES[random.nextInt(REGEXES.length)];
            case IS -> VALUES[random.nextInt(VALUES.length)];
            case MAX_PER -> "2";
            default -> "";
          };
      job.addConstraintsBuilder()
          .setAttribute(NAMES[random.nextInt(NAMES.length)])
          .setOperator(operator)
          .setValue(value);
    }
    TaskSpec[] tasks = new TaskSpec[1 + random.nextInt(4)];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] =
          random.nextInt(10) == 0
              ? task("t" + i, scalar("mem", 1 + random.nextInt(200)))
              : task("t" + i, 0.5 + random.nextInt(6) / 2.0, 1 + random.nextInt(200));
    }
    return job(number, job, tasks);
  }

  private static Input job(long number, Job.Builder header, TaskSpec... tasks) {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    for (TaskSpec task : tasks) {
      plan.add(task);
    }
    return new Input.JobAccepted(plan.build(number, header.setId("j" + number).build()));
  }

  private static Offer offer(
      World world, int agent, List<Attribute> attributes, double cpus, double mem) {
    return world.offer("a" + agent, scalar("cpus", cpus), scalar("mem", mem)).toBuilder()
        .addAllAttributes(attributes)
        .build();
  }

  /** Of all types, and sometimes several of one name. */
  private static List<Attribute> attributes(SplittableRandom random) {
    List<Attribute> attributes = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Attribute.Builder attribute =
          Attribute.newBuilder().setName(NAMES[random.nextInt(NAMES.length)]);
      switch (random.nextInt(6)) {
        case 0 ->
            attribute
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(random.nextInt(6)));
        case 1 ->
            attribute
                .setType(Value.Type.SET)
                .setSet(Value.Set.newBuilder().addItem("a").addItem("b"));
        case 2 ->
            attribute
                .setType(Value.Type.RANGES)
                .setRanges(
                    Value.Ranges.newBuilder()
                        .addRange(Value.Range.newBuilder().setBegin(1).setEnd(4)));
        default ->
            attribute
                .setType(Value.Type.TEXT)
                .setText(Value.Text.newBuilder().setValue(VALUES[random.nextInt(VALUES.length)]));
      }
      attributes.add(attribute.build());
    }
    return attributes;
  }
}

package io.mesosbatch.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.v1.TaskPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PlacementPropertiesTest {
  /** In tenths of a cpu and in MB. */
  record Size(int cpus, int mem) {}

  @Provide
  Arbitrary<List<Size>> taskSizes() {
    return sizes(1, 80, 500).list().ofMinSize(1).ofMaxSize(40);
  }

  @Provide
  Arbitrary<List<Size>> agentSizes() {
    return sizes(1, 160, 1_000).list().ofMinSize(1).ofMaxSize(8);
  }

  private static Arbitrary<Size> sizes(int least, int cpus, int mem) {
    return Combinators.combine(
            Arbitraries.integers().between(least, cpus), Arbitraries.integers().between(least, mem))
        .as(Size::new);
  }

  private static List<Offer> offers(World world, List<Size> agents) {
    List<Offer> offers = new ArrayList<>();
    for (int i = 0; i < agents.size(); i++) {
      offers.add(world.offer("a" + i, agents.get(i).cpus / 10.0, agents.get(i).mem));
    }
    return offers;
  }

  private static Input job(World world, int priority, List<Size> sizes) {
    return world.job(
        RetryRule.ONCE,
        0,
        priority,
        sizes.stream()
            .map(size -> World.task("t", size.cpus / 10.0, size.mem))
            .toArray(io.mesosbatch.job.TaskSpec[]::new));
  }

  @Property(tries = 300)
  void neverMoreThanIsOfferedAndNothingLeftThatWouldFit(
      @ForAll("taskSizes") List<Size> tasks, @ForAll("agentSizes") List<Size> agents) {
    World world = new World();
    world.send(world.subscribed(), job(world, 0, tasks));
    List<Offer> offers = offers(world, agents);
    Map<OfferID, Resources> left = new HashMap<>();
    offers.forEach(offer -> left.put(offer.getId(), Resources.of(offer.getResourcesList())));
    Set<Integer> placed = new HashSet<>();

    List<Effect> effects = world.send(World.offers(offers.toArray(Offer[]::new)));

    Set<OfferID> answered = new HashSet<>();
    for (Effect.Accept accept : World.of(effects, Effect.Accept.class)) {
      OfferID id = accept.offers().get(0);
      assertThat(answered.add(id)).isTrue();
      for (Effect.Launch launch : accept.launches()) {
        // minus throws if it is not there
        left.compute(id, (k, rest) -> rest.minus(Resources.of(launch.resources())));
        assertThat(placed.add(launch.task().index())).isTrue();
      }
    }
    for (Effect.Decline decline : World.of(effects, Effect.Decline.class)) {
      decline.offers().forEach(id -> assertThat(answered.add(id)).isTrue());
    }
    assertThat(answered).hasSameSizeAs(offers);
    for (int i = 0; i < tasks.size(); i++) {
      if (!placed.contains(i)) {
        Resources wanted =
            Resources.parse("cpus:" + tasks.get(i).cpus / 10.0 + ";mem:" + tasks.get(i).mem);
        assertThat(left.values()).noneMatch(rest -> rest.contains(wanted));
      }
    }
  }

  /** Neighbours in the list form groups of three; the executor takes cpus 0.1, mem 32, disk 10. */
  @Property(tries = 300)
  void groupsArePlacedWholeOrNotAtAllAndNeverOnMoreThanIsOffered(
      @ForAll("taskSizes") List<Size> tasks, @ForAll("agentSizes") List<Size> agents) {
    World world = new World();
    List<TaskSpec> specs = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      TaskSpec alone = World.task("t" + i, tasks.get(i).cpus / 10.0, tasks.get(i).mem);
      TaskPolicy policy = TaskPolicy.newBuilder().setGroup("g" + i / 3).build();
      specs.add(i / 3 % 2 == 0 ? new TaskSpec(alone.info(), policy) : alone);
    }
    world.send(world.subscribed(), world.job(RetryRule.ONCE, 0, 0, specs.toArray(TaskSpec[]::new)));
    List<Offer> offers = new ArrayList<>();
    Map<OfferID, Resources> left = new HashMap<>();
    for (int i = 0; i < agents.size(); i++) {
      Offer offer =
          world.offer(
              "a" + i,
              World.scalar("cpus", agents.get(i).cpus / 10.0),
              World.scalar("mem", agents.get(i).mem),
              World.scalar("disk", 25));
      offers.add(offer);
      left.put(offer.getId(), Resources.of(offer.getResourcesList()));
    }

    List<Effect> effects = world.send(World.offers(offers.toArray(Offer[]::new)));

    Set<Integer> placed = new HashSet<>();
    for (Effect.Accept accept : World.of(effects, Effect.Accept.class)) {
      List<Effect.Launch> here = new ArrayList<>(accept.launches());
      assertThat(here).allMatch(launch -> launch.task().index() / 3 % 2 == 1);
      Resources rest = left.get(accept.offers().get(0));
      for (Effect.LaunchGroup group : accept.groups()) {
        rest = rest.minus(Resources.of(group.executor()));
        int first = group.tasks().get(0).task().index();
        assertThat(group.tasks())
            .extracting(launch -> launch.task().index())
            .containsExactlyElementsOf(
                java.util.stream.IntStream.range(first, Math.min(first + 3, tasks.size()))
                    .boxed()
                    .toList());
        here.addAll(group.tasks());
      }
      for (Effect.Launch launch : here) {
        rest = rest.minus(Resources.of(launch.resources()));
        assertThat(placed.add(launch.task().index())).isTrue();
      }
      left.put(accept.offers().get(0), rest);
    }
    for (int first = 0; first < tasks.size(); first += 6) {
      if (placed.contains(first)) {
        continue;
      }
      Resources whole = Resources.parse("cpus:0.1;mem:32;disk:10");
      for (Size size : tasks.subList(first, Math.min(first + 3, tasks.size()))) {
        whole = whole.plus(Resources.parse("cpus:" + size.cpus / 10.0 + ";mem:" + size.mem));
      }
      Resources wanted = whole;
      assertThat(left.values()).noneMatch(rest -> rest.contains(wanted));
    }
  }

  @Property(tries = 300)
  void noTaskIsPassedOverByOneOfLowerPriorityOnAnAgentWhereItFits(
      @ForAll("taskSizes") List<Size> high,
      @ForAll("taskSizes") List<Size> low,
      @ForAll("agentSizes") List<Size> agents) {
    World world = new World();
    world.send(world.subscribed(), job(world, 0, low), job(world, 7, high));
    List<Effect> effects = world.send(World.offers(offers(world, agents).toArray(Offer[]::new)));

    Set<Integer> placed = new HashSet<>();
    World.launches(effects).stream()
        .filter(launch -> launch.task().job() == 2)
        .forEach(launch -> placed.add(launch.task().index()));
    for (Effect.Accept accept : World.of(effects, Effect.Accept.class)) {
      List<Size> lowHere =
          accept.launches().stream()
              .filter(launch -> launch.task().job() == 1)
              .map(launch -> low.get(launch.task().index()))
              .toList();
      if (lowHere.isEmpty()) {
        continue;
      }
      int agent = Integer.parseInt(accept.agentId().substring(1));
      int cpus = agents.get(agent).cpus;
      int mem = agents.get(agent).mem;
      for (Effect.Launch launch : accept.launches()) {
        if (launch.task().job() == 2) {
          cpus -= high.get(launch.task().index()).cpus;
          mem -= high.get(launch.task().index()).mem;
        }
      }
      for (int i = 0; i < high.size(); i++) {
        Size size = high.get(i);
        assertThat(placed.contains(i) || size.cpus > cpus || size.mem > mem).isTrue();
      }
    }
  }

  @Property(tries = 200)
  void everyTaskThatSomeAgentCouldHoldRunsInTheEnd(
      @ForAll("taskSizes") List<Size> tasks, @ForAll("agentSizes") List<Size> agents) {
    World world = new World();
    world.send(world.subscribed(), job(world, 0, tasks));
    long feasible =
        tasks.stream()
            .filter(t -> agents.stream().anyMatch(a -> t.cpus <= a.cpus && t.mem <= a.mem))
            .count();

    long launched = 0;
    for (int round = 0; round <= tasks.size(); round++) {
      List<Effect> effects =
          world.after(1_000, World.offers(offers(world, agents).toArray(Offer[]::new)));
      for (Effect.Launch launch : World.launches(effects)) {
        launched++;
        world.send(World.update(launch, TaskState.TASK_FINISHED));
      }
    }

    assertThat(launched).isEqualTo(feasible);
  }
}

package io.mesosbatch.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.resources.UsedResources;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.TaskPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/**
 * Tasks that ask for reserved resources, ports and items of sets by name, beside others that take
 * what comes, alone and in groups, from several offers of an agent: never more than was offered,
 * and each gets what it asked for.
 */
class NamedResourcesPropertiesTest {
  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs();
  }

  @Property(tries = 600)
  void neverMoreThanIsOffered(@ForAll("seeds") long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    World world = new World();
    List<TaskSpec> tasks = new ArrayList<>();
    int count = random.nextInt(1, 30);
    while (tasks.size() < count) {
      Resources one = Resources.parse(wanted(random));
      Resources two = Resources.parse(wanted(random));
      // A list whose group claims something twice is refused before.
      boolean grouped = random.nextInt(4) == 0 && !UsedResources.overlap(List.of(one, two));
      TaskPolicy.Builder policy = TaskPolicy.newBuilder();
      if (grouped) {
        policy.setGroup("g" + tasks.size());
      }
      for (Resources wanted : List.of(one, two)) {
        TaskSpec task = World.task("t" + tasks.size(), wanted.toProto().toArray(Resource[]::new));
        tasks.add(new TaskSpec(task.info(), policy.build()));
      }
    }
    world.send(world.subscribed());
    world.accept(Job.newBuilder(), tasks.toArray(TaskSpec[]::new));
    Map<OfferID, Resources> offered = new HashMap<>();
    List<Offer> offers = new ArrayList<>();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      Resource[] part = Resources.parse(some(random, i)).toProto().toArray(Resource[]::new);
      Offer offer = world.offer("a" + i / 2, part);
      offers.add(offer);
      offered.put(offer.getId(), Resources.of(List.of(part)));
    }

    List<Effect> effects = world.send(World.offers(offers.toArray(Offer[]::new)));

    int launched = 0;
    for (Effect.Accept accept : World.of(effects, Effect.Accept.class)) {
      Resources left =
          accept.offers().stream().map(offered::remove).reduce(Resources.EMPTY, Resources::plus);
      List<Effect.Launch> launches = new ArrayList<>(accept.launches());
      for (Effect.LaunchGroup group : accept.groups()) {
        left = left.minus(Resources.of(group.executor()));
        launches.addAll(group.tasks());
      }
      for (Effect.Launch launch : launches) {
        // minus throws if it is not there
        Resources given = Resources.of(launch.resources());
        left = left.minus(given);
        Resources wanted = Resources.of(tasks.get(launch.task().index()).info().getResourcesList());
        assertThat(asked(given)).isEqualTo(asked(wanted));
        assertThat(given.scalarMillis("cpus")).isEqualTo(wanted.scalarMillis("cpus"));
        launched++;
      }
    }
    Statistics.label("launched").collect(launched > 0);
  }

  /** By name: ports and items. */
  private static String asked(Resources resources) {
    return resources.ranges("ports") + " " + resources.filter(r -> r.hasSet()).toProto();
  }

  private static String wanted(SplittableRandom random) {
    StringBuilder text = new StringBuilder("cpus:0." + random.nextInt(1, 10));
    if (random.nextInt(3) == 0) {
      text.append(";cpus(batch):0.").append(random.nextInt(1, 10));
    }
    if (random.nextInt(3) == 0) {
      int port = random.nextInt(31_000, 31_008);
      text.append(";ports:[").append(port).append('-').append(port + random.nextInt(2));
      int other = random.nextInt(31_009, 31_012);
      text.append(random.nextBoolean() ? "]" : "," + other + "-" + other + "]");
    }
    if (random.nextInt(4) == 0) {
      text.append(";tokens:{").append((char) ('a' + random.nextInt(4))).append('}');
    }
    return text.toString();
  }

  private static String some(SplittableRandom random, int part) {
    String text = "cpus:" + random.nextInt(1, 5) + ";mem:1000;disk:100";
    if (random.nextBoolean()) {
      text += ";cpus(batch):" + random.nextInt(1, 3);
    }
    // Of one agent no port and no item is in two offers.
    int port = part % 2 == 0 ? 31_000 : 31_005;
    text += ";ports:[" + port + "-" + (port + random.nextInt(1, 5)) + "]";
    return text + (part % 2 == 0 ? ";tokens:{a,b}" : ";tokens:{c,d}");
  }
}

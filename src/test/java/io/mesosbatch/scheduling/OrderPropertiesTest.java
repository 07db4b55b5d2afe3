package io.mesosbatch.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.TaskKey;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.v1.Job;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The order that docs/order.md writes: of the tasks that fit and that no limit keeps back, that of
 * the highest priority, then of the user with the least dominant share by weight, then of the older
 * job; and within the job that of the earlier kind.
 */
class OrderPropertiesTest {
  private static final String[] USERS = {"a", "b", "c"};

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs();
  }

  @Property(tries = 300)
  void eachLaunchIsTheOneWhoseTurnItIs(@ForAll("seeds") long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Double> weights = new HashMap<>();
    Map<String, Integer> limits = new HashMap<>();
    for (String user : USERS) {
      if (random.nextInt(3) == 0) {
        weights.put(user, random.nextInt(1, 5) / 2.0);
      }
      if (random.nextInt(4) == 0) {
        limits.put(user, random.nextInt(1, 6));
      }
    }
    new Run(random, weights, limits).play();
  }

  /** In tenths of a cpu and in MB. */
  private record Size(int cpus, int mem) {}

  private static final class Running {
    final Waiting task;
    final int agent;

    Running(Waiting task, int agent) {
      this.task = task;
      this.agent = agent;
    }
  }

  private record Waiting(long job, int index, int kind, Size size) {}

  private record Kept(int priority, String user, int maxRunning) {}

  private static final class Run {
    final SplittableRandom random;
    final Map<String, Double> weights;
    final Map<String, Integer> limits;
    final World world;
    final List<Size> agents = new ArrayList<>();
    final Map<Long, Kept> jobs = new LinkedHashMap<>();
    final List<Waiting> pending = new ArrayList<>();
    final List<Running> running = new ArrayList<>();

    Run(SplittableRandom random, Map<String, Double> weights, Map<String, Integer> limits) {
      this.random = random;
      this.weights = weights;
      this.limits = limits;
      world = new World(SchedulingOptions.DEFAULT.with(new FairShares(weights, limits)));
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        agents.add(new Size(random.nextInt(20, 80), random.nextInt(200, 800)));
      }
    }

    void play() {
      world.send(world.subscribed());
      for (int round = 0; round < 12; round++) {
        for (int i = random.nextInt(3); i > 0; i--) {
          accept();
        }
        endSome();
        offer();
      }
    }

    void accept() {
      Kept job =
          new Kept(
              random.nextInt(3),
              USERS[random.nextInt(USERS.length)],
              random.nextInt(3) == 0 ? random.nextInt(1, 5) : 0);
      long number = jobs.size() + 1;
      jobs.put(number, job);
      List<Size> kinds = new ArrayList<>();
      JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
      int tasks = random.nextInt(1, 15);
      for (int i = 0; i < tasks; i++) {
        Size size = new Size(10 * random.nextInt(1, 3), 100 * random.nextInt(1, 3));
        if (!kinds.contains(size)) {
          kinds.add(size);
        }
        pending.add(new Waiting(number, i, kinds.indexOf(size), size));
        plan.add(World.task("t" + i, size.cpus / 10.0, size.mem));
      }
      Job.Builder header = Job.newBuilder().setId("job" + number);
      header.setPriority(job.priority).setUser(job.user).setMaxRunning(job.maxRunning);
      world.send(new Input.JobAccepted(plan.build(number, header.build())));
    }

    void endSome() {
      for (Running one : List.copyOf(running)) {
        if (random.nextInt(3) == 0) {
          running.remove(one);
          TaskKey key = new TaskKey(one.task.job, one.task.index);
          world.send(World.update(key, 1, TaskState.TASK_FINISHED, null));
        }
      }
    }

    void offer() {
      Offer[] offers = new Offer[agents.size()];
      for (int i = 0; i < offers.length; i++) {
        Size free = free(i);
        offers[i] = world.offer("a" + i, free.cpus / 10.0, free.mem);
      }
      int before = world.changes.size();
      world.after(1_000, World.offers(offers));
      List<String> launched =
          World.of(world.changes.subList(before, world.changes.size()), Change.Launched.class)
              .stream()
              .map(l -> l.task() + " on " + l.agentId())
              .toList();
      assertThat(launched).isEqualTo(expected());
    }

    Size free(int agent) {
      int cpus = agents.get(agent).cpus;
      int mem = agents.get(agent).mem;
      for (Running one : running) {
        cpus -= one.agent == agent ? one.task.size.cpus : 0;
        mem -= one.agent == agent ? one.task.size.mem : 0;
      }
      return new Size(cpus, mem);
    }

    List<String> expected() {
      List<String> launched = new ArrayList<>();
      for (int agent = 0; agent < agents.size(); agent++) {
        Waiting next = next(free(agent));
        for (; next != null; next = next(free(agent))) {
          launched.add(new TaskKey(next.job, next.index) + " on a" + agent);
          pending.remove(next);
          running.add(new Running(next, agent));
        }
      }
      return launched;
    }

    Waiting next(Size free) {
      return pending.stream()
          .filter(task -> task.size.cpus <= free.cpus && task.size.mem <= free.mem)
          .filter(this::hasRoom)
          .min(
              Comparator.comparingInt((Waiting task) -> -jobs.get(task.job).priority)
                  .thenComparingDouble(task -> share(jobs.get(task.job).user))
                  .thenComparingLong(Waiting::job)
                  .thenComparingInt(Waiting::kind)
                  .thenComparingInt(Waiting::index))
          .orElse(null);
    }

    boolean hasRoom(Waiting task) {
      Kept job = jobs.get(task.job);
      long ofJob = running.stream().filter(r -> r.task.job == task.job).count();
      long ofUser =
          running.stream().filter(r -> jobs.get(r.task.job).user.equals(job.user)).count();
      return (job.maxRunning == 0 || ofJob < job.maxRunning)
          && ofUser < limits.getOrDefault(job.user, Integer.MAX_VALUE);
    }

    double share(String user) {
      long cpus = 0;
      long mem = 0;
      for (Running one : running) {
        if (jobs.get(one.task.job).user.equals(user)) {
          cpus += one.task.size.cpus;
          mem += one.task.size.mem;
        }
      }
      double ofCpus = (double) cpus * 100 / (agents.stream().mapToLong(Size::cpus).sum() * 100);
      double ofMem = (double) mem * 1000 / (agents.stream().mapToLong(Size::mem).sum() * 1000);
      return Math.max(ofCpus, ofMem) / weights.getOrDefault(user, 1.0);
    }
  }
}

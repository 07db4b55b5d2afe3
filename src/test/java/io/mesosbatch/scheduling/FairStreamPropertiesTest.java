package io.mesosbatch.scheduling;

import static io.mesosbatch.scheduling.World.scalar;
import static io.mesosbatch.scheduling.World.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.v1.Constraint.Operator;
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

/**
 * Small tasks without end, and a few that want a whole agent: alone, as a group, pinned, with a
 * constraint, beside others whose limits are reached. What is free is offered all the time, but
 * perhaps by one agent, which somebody else gets just when it is kept free; each of them that fits
 * elsewhere starts within a bounded time.
 */
class FairStreamPropertiesTest {
  private static final long STEP = 5_000;
  private static final int LONGEST_SMALL = 60_000;

  /** Ms until an agent is kept free, until that is empty, and the other steps in between. */
  private static final long EACH = Starvation.PATIENCE + LONGEST_SMALL + 10 * STEP;

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs();
  }

  @Property(tries = 150)
  void nothingFeasibleWaitsForEver(@ForAll("seeds") long seed) {
    new Run(new SplittableRandom(seed)).play();
  }

  /**
   * @param only the agent that it must have; -1 for any
   */
  private record Whole(TaskKey first, double cpus, int only) {}

  private static final class Run {
    final SplittableRandom random;
    final World world;
    final long[] cpus;
    final Map<TaskKey, Integer> agentOf = new HashMap<>();
    final Map<TaskKey, Long> endOf = new HashMap<>();
    final Map<TaskKey, Integer> size = new HashMap<>();
    final List<Whole> large = new ArrayList<>();
    final boolean taken;

    /** The agent that somebody else has got; -1 for none. */
    int gone = -1;

    int backlog;
    long jobs;

    Run(SplittableRandom random) {
      this.random = random;
      FairShares shares = new FairShares(Map.of("full", 0.5), Map.of("full", 1));
      world = new World(SchedulingOptions.DEFAULT.with(shares));
      cpus = new long[random.nextInt(1, 5)];
      taken = cpus.length > 1 && random.nextInt(3) == 0;
      for (int i = 0; i < cpus.length; i++) {
        cpus[i] = random.nextInt(3, 7);
      }
    }

    void play() {
      world.send(world.subscribed());
      flood();
      step();
      int kinds = random.nextInt(1, 4);
      for (int i = 0; i < kinds; i++) {
        whole();
      }
      accept(Job.newBuilder().setUser("full"), List.of(task("f", 1, 1), task("g", 1, 1)), 1);
      Job.Builder limited = Job.newBuilder().setUser("small").setMaxRunning(1).setPriority(1);
      accept(limited, List.of(task("f", 1, 1), task("g", 1, 1), task("h", 1, 1)), 1);
      long until = world.now + kinds * (EACH + (taken ? Starvation.LONGEST : 0));
      while (world.now < until && !large.stream().allMatch(this::startedOrCannot)) {
        flood();
        step();
        if (taken && gone < 0 && world.scheduler.keptFree().isPresent()) {
          gone = Integer.parseInt(world.scheduler.keptFree().get().agentId().substring(1));
        }
      }
      assertThat(large).as("started, of what wants a whole agent").allMatch(this::startedOrCannot);
    }

    boolean startedOrCannot(Whole whole) {
      boolean possible = false;
      for (int i = 0; i < cpus.length; i++) {
        possible |= i != gone && cpus[i] >= whole.cpus && (whole.only < 0 || whole.only == i);
      }
      return agentOf.containsKey(whole.first) || !possible;
    }

    /** More of the small ones than there is room for. */
    void flood() {
      if (backlog < 50) {
        List<TaskSpec> tasks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          tasks.add(task("s" + i, 1, 1));
        }
        accept(Job.newBuilder().setUser("small"), tasks, 1);
        backlog += 100;
      }
    }

    /** Something that fits on an agent only if nothing else is there. */
    void whole() {
      int agent = random.nextInt(cpus.length);
      Job.Builder job = Job.newBuilder().setUser("large").setPriority(random.nextInt(2));
      int all = (int) cpus[agent];
      int only = -1;
      List<TaskSpec> tasks = new ArrayList<>();
      if (random.nextInt(3) == 0) {
        tasks.add(in("g", task("a", all - 1, 1)));
        tasks.add(in("g", task("b", 0.5, 1)));
      } else {
        TaskInfo.Builder one = task("w", all, 1).info().toBuilder();
        if (random.nextBoolean()) {
          one.setAgentId(AgentID.newBuilder().setValue("a" + agent));
          only = agent;
        }
        tasks.add(new TaskSpec(one.buildPartial()));
        if (random.nextInt(3) == 0) {
          job.addConstraintsBuilder()
              .setAttribute("hostname")
              .setOperator(Operator.LIKE)
              .setValue("a" + agent + "[.].*");
          only = agent;
        }
      }
      accept(job, tasks, all);
      large.add(new Whole(new TaskKey(jobs, 0), tasks.size() == 2 ? all - 0.4 : all, only));
      if (tasks.size() == 2) {
        size.put(new TaskKey(jobs, 1), 0); // counted with the first, and ends with it
      }
    }

    private static TaskSpec in(String group, TaskSpec task) {
      return new TaskSpec(task.info(), TaskPolicy.newBuilder().setGroup(group).build());
    }

    void accept(Job.Builder header, List<TaskSpec> tasks, int cpusOfFirst) {
      jobs++;
      for (int i = 0; i < tasks.size(); i++) {
        size.put(new TaskKey(jobs, i), i == 0 ? cpusOfFirst : 1);
      }
      world.accept(header, tasks.toArray(TaskSpec[]::new));
    }

    void step() {
      world.now += STEP;
      for (TaskKey task : List.copyOf(endOf.keySet())) {
        if (endOf.get(task) <= world.now) {
          endOf.remove(task);
          world.send(World.update(task, 1, TaskState.TASK_FINISHED, null));
        }
      }
      List<Offer> offers = new ArrayList<>();
      for (int i = 0; i < cpus.length; i++) {
        long free = cpus[i];
        for (TaskKey task : endOf.keySet()) {
          free -= agentOf.get(task) == i ? size.get(task) : 0;
        }
        if (free > 0 && i != gone) {
          offers.add(
              world.offer(
                  "a" + i, scalar("cpus", free), scalar("mem", 10_000), scalar("disk", 10_000)));
        }
      }
      int before = world.changes.size();
      world.send(new Input.Tick(), World.offers(offers.toArray(Offer[]::new)));
      for (Change change : world.changes.subList(before, world.changes.size())) {
        if (change instanceof Change.Launched launch) {
          agentOf.put(launch.task(), Integer.parseInt(launch.agentId().substring(1)));
          long end = world.now + random.nextInt(1_000, LONGEST_SMALL);
          boolean second = size.get(launch.task()) == 0;
          TaskKey first = new TaskKey(launch.task().job(), 0);
          endOf.put(launch.task(), second ? endOf.get(first) : end);
          backlog--;
        }
      }
      world.changes.clear();
    }
  }
}

package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.resources.Resources;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.scheduling.JobPlan;
import io.mesosbatch.scheduling.Scheduler;
import io.mesosbatch.scheduling.SchedulingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One run. Throws IllegalStateException as soon as something happens that must not: an agent gets
 * more than it has, an offer is answered twice, a launch was not stored before.
 */
public final class Simulation {
  /** Where the simulated clock begins, in ms since the epoch. */
  public static final long START = 1_000_000_000_000L;

  private static final long ALLOCATION_INTERVAL = 1_000;
  private static final long PING_TIMEOUT = 15_000;

  private static final int STEPS_BETWEEN_QUESTIONS = 1_000;

  private final World world;
  private final List<SimulatedAgent> agents = new ArrayList<>();
  private int replaced;
  private long lastBusy;

  public Simulation(
      long seed,
      List<AgentModel> models,
      SchedulingOptions options,
      Workload workload,
      Faults faults,
      Observer observer) {
    world = new World(seed, faults, workload, observer);
    world.master = new SimulatedMaster(world);
    world.framework = new SimulatedFramework(world, options);
    for (AgentModel model : models) {
      join(model);
    }
    allocateLater();
    world.repeatedly(faults.disconnects(), world.framework::disconnect);
    world.repeatedly(faults.failovers(), this::failOver);
    world.repeatedly(faults.partitions(), this::partition);
    world.repeatedly(faults.deaths(), this::death);
  }

  /** A job comes that many ms after the start. */
  public void submit(long afterMillis, JobPlan plan) {
    world.timeline.at(world.start + afterMillis, () -> world.framework.submit(plan));
  }

  public void submit(long afterMillis, Input input) {
    world.timeline.at(world.start + afterMillis, () -> world.framework.submit(input));
  }

  /** That many ms after the start a job runs again, if it has ended and not finished. */
  public void rerun(long afterMillis, long job) {
    world.timeline.at(world.start + afterMillis, () -> world.framework.rerun(job));
  }

  /**
   * Some agent goes into maintenance.
   *
   * @param announced ms after the start
   * @param notice ms from there until it is taken away, whatever runs there
   * @param length ms until it is back
   */
  public void maintain(long announced, long notice, long length) {
    world.timeline.at(
        world.start + announced,
        () -> {
          SimulatedAgent agent = agents.isEmpty() ? null : anyAgent();
          if (agent != null && world.master.maintenance.of(agent.id()) == null) {
            world.master.planMaintenance(agent, world.timeline.now() + notice, length);
            world.timeline.after(notice, () -> takeDown(agent, length));
          }
        });
  }

  private void takeDown(SimulatedAgent agent, long length) {
    if (agents.remove(agent)) {
      agent.die();
      world.master.takeDown(agent);
      world.timeline.after(length, () -> join(agent.model.named(agent.id() + "-" + ++replaced)));
    }
  }

  /**
   * Goes on until that many ms after the start, or until there are jobs and all have ended.
   *
   * @return whether all have ended
   */
  public boolean run(long untilMillis) {
    return run(untilMillis, () -> false);
  }

  /**
   * The same, and gives up when asked to.
   *
   * @param giveUp asked now and then
   */
  public boolean run(long untilMillis, BooleanSupplier giveUp) {
    for (long steps = 1; !done(); steps++) {
      if (steps % STEPS_BETWEEN_QUESTIONS == 0 && giveUp.getAsBoolean()) {
        return false;
      }
      if (world.timeline.now() - world.start > untilMillis || !world.timeline.step()) {
        return false;
      }
    }
    return true;
  }

  /** Whether no task has run for that many ms. */
  public boolean idleFor(long millis) {
    for (SimulatedAgent agent : agents) {
      if (!agent.tasks.isEmpty()) {
        lastBusy = world.timeline.now();
        break;
      }
    }
    return world.timeline.now() - Math.max(lastBusy, world.start) > millis;
  }

  /** Goes on for that many ms whatever has ended. */
  public void runOn(long millis) {
    long end = world.timeline.now() + millis;
    while (world.timeline.now() < end && world.timeline.step()) {}
  }

  private boolean done() {
    Journal journal = journal();
    return !journal.jobs().isEmpty() && journal.allEnded();
  }

  /** What the framework has stored. */
  public Journal journal() {
    return world.framework.journal;
  }

  public Scheduler scheduler() {
    return world.framework.scheduler();
  }

  /** Ms since the start. */
  public long elapsed() {
    return world.timeline.now() - world.start;
  }

  /** Offers that the master waits for an answer to. */
  public int outstandingOffers() {
    return world.master.allocations.outstanding();
  }

  /** Of the agents that are still there. */
  public Resources total() {
    return agents.stream().map(a -> a.model.total()).reduce(Resources.EMPTY, Resources::plus);
  }

  private void join(AgentModel model) {
    SimulatedAgent agent = new SimulatedAgent(model, world);
    agents.add(agent);
    world.master.register(agent);
  }

  private void allocateLater() {
    world.timeline.after(
        ALLOCATION_INTERVAL,
        () -> {
          world.master.allocate();
          allocateLater();
        });
  }

  private void failOver() {
    world.framework.disconnect();
    world.master.failOver();
  }

  private SimulatedAgent anyAgent() {
    return agents.get(world.random.nextInt(agents.size()));
  }

  /** The agent runs on, but nobody hears of it for a while. */
  private void partition() {
    if (agents.isEmpty()) {
      return;
    }
    SimulatedAgent agent = anyAgent();
    if (!agent.reachable()) {
      return;
    }
    agent.connected = false;
    if (world.random.nextBoolean()) {
      world.master.disconnected(agent);
    }
    long length = world.between(1_000, 8 * PING_TIMEOUT);
    if (length > PING_TIMEOUT) {
      world.timeline.after(PING_TIMEOUT, () -> world.master.markUnreachable(agent));
    }
    world.timeline.after(
        length,
        () -> {
          agent.connected = true;
          if (agent.alive) {
            world.master.register(agent);
          }
        });
  }

  private void death() {
    if (agents.isEmpty()) {
      return;
    }
    SimulatedAgent agent = anyAgent();
    agent.die();
    agents.remove(agent);
    world.timeline.after(PING_TIMEOUT, () -> world.master.markUnreachable(agent));
    join(agent.model.named(agent.id() + "-" + ++replaced));
  }
}

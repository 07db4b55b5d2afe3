package io.mesosbatch.scheduling.simulation;

import java.util.SplittableRandom;

/** What the parts of one simulation share. */
final class World {
  final Timeline timeline = new Timeline(Simulation.START);
  final long start = timeline.now();
  final SplittableRandom random;
  final Faults faults;
  final Workload workload;
  final Observer observer;
  SimulatedMaster master;
  SimulatedFramework framework;

  World(long seed, Faults faults, Workload workload, Observer observer) {
    random = new SplittableRandom(seed);
    this.faults = faults;
    this.workload = workload;
    this.observer = observer;
  }

  /** Whether a fault of that rate happens now. */
  boolean fault(double rate) {
    return rate > 0 && faulty() && random.nextDouble() < rate;
  }

  boolean faulty() {
    return timeline.now() - start < faults.until();
  }

  long between(long from, long to) {
    return random.nextLong(from, to);
  }

  /** Lets it happen again and again, on average after that many ms. */
  void repeatedly(long mean, Runnable action) {
    if (mean <= 0) {
      return;
    }
    long wait = (long) (-mean * Math.log(1 - random.nextDouble())) + 1;
    timeline.after(
        wait,
        () -> {
          if (faulty()) {
            action.run();
            repeatedly(mean, action);
          }
        });
  }
}

package io.mesosbatch.functional;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each example does what its README says. */
class ExamplesTest {
  @TempDir Path home;

  @Test
  void sentinel2() {
    Walkthrough.play(home, "sentinel-2");
  }

  @Test
  void healthChecks() {
    Walkthrough.play(home, "health-checks", 31080);
  }

  @Test
  void sum() {
    Walkthrough.play(home, "sum", 8765);
  }

  @Test
  void schedule() {
    Walkthrough.play(home, "schedule", 8766);
  }

  @Test
  void parallel() {
    Walkthrough.play(home, "parallel");
  }

  @Test
  void prefetch() {
    Walkthrough.play(home, "prefetch");
  }

  @Test
  void service() {
    Walkthrough.play(home, "service", 31081);
  }

  @Test
  void pods() {
    Walkthrough.play(home, "pods");
  }

  @Test
  void persistentVolume() {
    Walkthrough.play(home, "persistent-volume");
  }

  @Test
  void reservationRefinement() {
    Walkthrough.play(home, "reservation-refinement");
  }

  @Test
  void constraints() {
    Walkthrough.play(home, "constraints");
  }

  @Test
  void array() {
    Walkthrough.play(home, "array");
  }

  @Test
  void retries() {
    Walkthrough.play(home, "retries");
  }

  @Test
  void dependencies() {
    Walkthrough.play(home, "dependencies");
  }

  @Test
  void priorities() {
    Walkthrough.play(home, "priorities");
  }

  @Test
  void limits() {
    Walkthrough.play(home, "limits");
  }

  @Test
  void forecast() {
    Walkthrough.play(home, "forecast");
  }

  @Test
  void jobs() {
    Walkthrough.play(home, "jobs", 8767);
  }
}

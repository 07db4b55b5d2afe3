package io.mesosbatch.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.pipeline.WaitingTasks;
import io.mesosbatch.scheduling.JobProgress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
  private final StringWriter text = new StringWriter();
  private JobProgress progress = progress(3, 0);
  private int asked;
  private final ProgressDisplay display =
      new ProgressDisplay(
          new PrintWriter(text),
          false,
          () -> progress,
          () -> List.of("3 tasks wait: no agent has 64 cpus in all, asked " + ++asked));

  private static JobProgress progress(int pending, int finished) {
    return new JobProgress("j", pending, 0, 0, finished, 0, 0, 0);
  }

  @Test
  void saysWhyWhenNothingMovesAndNotTooOften() {
    for (long now = 1_000_000; now < 1_130_000; now += 50) {
      display.update(now);
    }
    assertThat(text.toString())
        .isEqualTo(
            Stream.of(
                    "0 of 3 ended: 0 finished, 3 pending",
                    "3 tasks wait: no agent has 64 cpus in all, asked 1",
                    "3 tasks wait: no agent has 64 cpus in all, asked 2")
                .map(line -> line + System.lineSeparator())
                .reduce("", String::concat));
  }

  @Test
  void saysNothingWhileSomethingMovesOrWhenNothingWaits() {
    long now = 1_000_000;
    for (int i = 0; i < 100; i++) {
      progress = progress(1_000 - i, i);
      display.update(now += 5_000);
    }
    progress = progress(0, 1_000);
    display.update(now += 100_000);
    display.update(now + 100_000);
    assertThat(asked).isZero();
  }

  @Test
  void aSentenceForEachReason() {
    assertThat(waiting(3, "no agent has 64 cpus in all").sentence())
        .isEqualTo("3 tasks wait: no agent has 64 cpus in all");
    assertThat(waiting(1, "waits for t1, t2").sentence()).isEqualTo("1 task waits for t1, t2");
    assertThat(waiting(2, "waits for t1").sentence()).isEqualTo("2 tasks wait for t1");
  }

  private static WaitingTasks waiting(int tasks, String reason) {
    return new WaitingTasks(tasks, List.of(), "", List.of(reason), false);
  }
}

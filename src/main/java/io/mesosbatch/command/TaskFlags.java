package io.mesosbatch.command;

import io.mesosbatch.pipeline.TaskDefaults;
import io.mesosbatch.scheduling.RetryRule;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What holds for every task that says nothing of its own. */
final class TaskFlags {
  private static final int MOST_ATTEMPTS = 60_000;

  @Option(
      names = "--kill_after",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "Kills a task that has run for so long since it was first TASK_RUNNING; counts as a"
              + " failure of the task. A max_completion_time in the list holds beside it.")
  Duration killAfter;

  @Option(
      names = "--max_attempts",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How often a task that fails is tried. Lost agents and the like do not count. Default:"
              + " 1.")
  int maxAttempts;

  TaskDefaults defaults() throws Failures.BadInput {
    if (maxAttempts < 1 || maxAttempts > MOST_ATTEMPTS) {
      throw new Failures.BadInput(
          "--max_attempts: " + maxAttempts + " is not from 1 to " + MOST_ATTEMPTS);
    }
    RetryRule once = RetryRule.ONCE;
    return new TaskDefaults(
        new RetryRule(maxAttempts, once.backoffMillis(), once.maxBackoffMillis()),
        killAfter == null ? 0 : killAfter.plusNanos(999_999).toMillis()); // 0 is no limit
  }
}

package io.mesosbatch.pipeline;

import io.mesosbatch.job.InvalidTaskListException;
import io.mesosbatch.scheduling.RetryRule;
import io.mesosbatch.scheduling.Scheduler;
import io.mesosbatch.scheduling.SchedulingOptions;
import io.mesosbatch.store.JobStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Optional;

/** The pipeline's intake without the rest of it; what it accepts waits for ever. */
public final class TaskListIntake {
  private TaskListIntake() {}

  public static void accept(JobStore store, InputStream list)
      throws IOException, InvalidTaskListException {
    Clock clock = Clock.systemUTC();
    Scheduler scheduler = new Scheduler(SchedulingOptions.DEFAULT, Optional.empty());
    new JobIntake(
            store,
            new Scheduling(scheduler, store, clock),
            new TaskDefaults(RetryRule.ONCE, 0),
            Optional::empty,
            clock)
        .accept(list, "list", "a file", Optional.empty());
  }
}

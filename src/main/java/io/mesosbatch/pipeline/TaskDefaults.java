package io.mesosbatch.pipeline;

import io.mesosbatch.scheduling.JobPlanBuilder;
import io.mesosbatch.scheduling.RetryRule;
import java.util.Optional;

/**
 * What holds for tasks whose job says nothing.
 *
 * @param killAfterMillis from the first TASK_RUNNING of an attempt; 0: never
 * @param shareLabel the key of the label that says for whom a job runs; empty: its user does
 */
public record TaskDefaults(RetryRule retry, long killAfterMillis, Optional<String> shareLabel) {
  public TaskDefaults(RetryRule retry, long killAfterMillis) {
    this(retry, killAfterMillis, Optional.empty());
  }

  JobPlanBuilder planBuilder() {
    return new JobPlanBuilder(retry, killAfterMillis, shareLabel);
  }
}

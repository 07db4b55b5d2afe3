package io.mesosbatch.pipeline;

import io.mesosbatch.scheduling.JobPlanBuilder;
import io.mesosbatch.scheduling.RetryRule;

/**
 * What holds for tasks whose job says nothing.
 *
 * @param killAfterMillis from the first TASK_RUNNING of an attempt; 0: never
 */
public record TaskDefaults(RetryRule retry, long killAfterMillis) {
  JobPlanBuilder planBuilder() {
    return new JobPlanBuilder(retry, killAfterMillis);
  }
}

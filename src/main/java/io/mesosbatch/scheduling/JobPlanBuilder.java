package io.mesosbatch.scheduling;

import io.mesosbatch.job.MesosDuration;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.RetryPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the shapes of a job's tasks, one task at a time. The list has been validated: durations can
 * be read. The job's own defaults may be known only after its last task, so they come with {@link
 * #build}.
 */
public final class JobPlanBuilder {
  private final RetryRule fallback;
  private final long fallbackKillAfter;
  private final Map<Draft, Integer> drafts = new HashMap<>();
  private final List<Draft> inOrder = new ArrayList<>();
  private int[] shapeOf = new int[16];
  private int tasks;

  private record Draft(
      Demand demand, Optional<String> agentId, Optional<RetryPolicy> retry, String killAfter) {}

  /**
   * @param fallback for tasks and jobs without a policy of their own
   * @param fallbackKillAfter ms; 0 for never
   */
  public JobPlanBuilder(RetryRule fallback, long fallbackKillAfter) {
    this.fallback = fallback;
    this.fallbackKillAfter = fallbackKillAfter;
  }

  public void add(TaskSpec task) {
    List<Resource> resources = new ArrayList<>(task.info().getResourcesList());
    resources.addAll(task.info().getExecutor().getResourcesList());
    String agentId = task.info().getAgentId().getValue();
    Draft draft =
        new Draft(
            Demand.of(resources),
            agentId.isEmpty() ? Optional.empty() : Optional.of(agentId),
            task.policy().hasRetry() ? Optional.of(task.policy().getRetry()) : Optional.empty(),
            task.policy().getKillAfter());
    Integer shape = drafts.get(draft);
    if (shape == null) {
      shape = inOrder.size();
      drafts.put(draft, shape);
      inOrder.add(draft);
    }
    if (tasks == shapeOf.length) {
      shapeOf = Arrays.copyOf(shapeOf, tasks * 2);
    }
    shapeOf[tasks++] = shape;
  }

  /**
   * @param number the store's number of the job
   * @param header with its id
   */
  public JobPlan build(long number, Job header) {
    RetryRule jobRetry = header.hasRetry() ? rule(header.getRetry(), fallback) : fallback;
    List<Shape> shapes = new ArrayList<>(inOrder.size());
    for (Draft draft : inOrder) {
      String killAfter = draft.killAfter.isEmpty() ? header.getKillAfter() : draft.killAfter;
      shapes.add(
          new Shape(
              draft.demand,
              draft.agentId,
              draft.retry.map(policy -> rule(policy, jobRetry)).orElse(jobRetry),
              millis(killAfter, fallbackKillAfter)));
    }
    return new JobPlan(
        number,
        header.getId(),
        header.getPriority(),
        List.copyOf(shapes),
        Arrays.copyOf(shapeOf, tasks));
  }

  private static RetryRule rule(RetryPolicy policy, RetryRule otherwise) {
    return new RetryRule(
        policy.hasMaxAttempts() ? policy.getMaxAttempts() : otherwise.maxAttempts(),
        millis(policy.getBackoff(), otherwise.backoffMillis()),
        millis(policy.getMaxBackoff(), otherwise.maxBackoffMillis()));
  }

  private static long millis(String duration, long otherwise) {
    return duration.isEmpty() ? otherwise : MesosDuration.parse(duration).toMillis();
  }
}

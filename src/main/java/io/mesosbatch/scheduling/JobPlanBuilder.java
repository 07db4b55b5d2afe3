package io.mesosbatch.scheduling;

import io.mesosbatch.job.ArrayTemplate;
import io.mesosbatch.job.GroupSpecs;
import io.mesosbatch.job.MesosDuration;
import io.mesosbatch.job.PortCount;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.Label;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.v1.Constraint;
import io.mesosbatch.v1.FailureBudget;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.RetryPolicy;
import io.mesosbatch.v1.TaskPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the shapes of a job's tasks, one task at a time. The list has been validated: durations can
 * be read, the tasks that others come after are there. The job's own defaults may be known only
 * after its last task, so they come with {@link #build}.
 */
public final class JobPlanBuilder {
  private final RetryRule fallback;
  private final long fallbackKillAfter;
  private final Optional<String> shareLabel;
  private final Map<Draft, Integer> drafts = new HashMap<>();
  private final List<Draft> inOrder = new ArrayList<>();
  private final TaskGraphBuilder graph = new TaskGraphBuilder();
  private final GroupDrafts groups = new GroupDrafts();

  /** How many tasks name the executor. */
  private final Map<String, Integer> executors = new HashMap<>();

  private int[] shapeOf = new int[16];
  private int tasks;

  /** The task before, unless it was an array, and its shape. */
  private TaskSpec last;

  private int lastShape;

  private record Draft(
      Demand demand,
      Demand executor,
      String executorId,
      Optional<String> agentId,
      Optional<RetryPolicy> retry,
      String killAfter,
      long maxCompletionMillis,
      String launchTimeout,
      List<Constraint> constraints) {}

  /**
   * @param fallback for tasks and jobs without a policy of their own
   * @param fallbackKillAfter ms; 0 for never
   */
  public JobPlanBuilder(RetryRule fallback, long fallbackKillAfter) {
    this(fallback, fallbackKillAfter, Optional.empty());
  }

  /**
   * @param shareLabel the key of the label that says for whom the job runs; empty: its user does
   */
  public JobPlanBuilder(RetryRule fallback, long fallbackKillAfter, Optional<String> shareLabel) {
    this.fallback = fallback;
    this.fallbackKillAfter = fallbackKillAfter;
    this.shareLabel = shareLabel;
  }

  /**
   * @param task or a whole array
   */
  public void add(TaskSpec task) {
    if (!task.isArray()) {
      groups.add(task, tasks);
      boolean same = last != null && sharesAll(task.info(), last.info());
      add(same && task.policy() == last.policy() ? lastShape : shape(task), 1);
      last = task;
      graph.add(task);
      return;
    }
    last = null;
    ArrayTemplate array = ArrayTemplate.of(task);
    graph.add(task, array);
    groups.add(task, tasks);
    if (!array.shapesVary()) {
      add(shape(array.task(0)), array.count());
      return;
    }
    for (int i = 0; i < array.count(); i++) {
      add(shape(array.task(i)), 1);
    }
  }

  private void add(int shape, int count) {
    if (tasks + count > shapeOf.length) {
      shapeOf = Arrays.copyOf(shapeOf, Math.max(tasks + count, tasks * 2));
    }
    String executor = inOrder.get(shape).executorId;
    if (!executor.isEmpty()) {
      executors.merge(executor, count, Integer::sum);
    }
    Arrays.fill(shapeOf, tasks, tasks + count, shape);
    tasks += count;
    lastShape = shape;
  }

  /**
   * Tasks that were read as one another's likes share all that {@link #shape} looks at: not only
   * equal, but the same objects.
   */
  private static boolean sharesAll(TaskInfo a, TaskInfo b) {
    return a.getResourcesList() == b.getResourcesList()
        && a.getExecutor() == b.getExecutor()
        && a.getLabels() == b.getLabels()
        && a.getAgentId() == b.getAgentId()
        && a.getMaxCompletionTime() == b.getMaxCompletionTime();
  }

  /** Its place among the shapes. */
  private int shape(TaskSpec task) {
    List<Resource> resources = new ArrayList<>(task.info().getResourcesList());
    int ports = PortCount.of(task.info());
    if (ports > 0) {
      resources.add(Demand.ports(ports));
    }
    String agentId = task.info().getAgentId().getValue();
    TaskPolicy policy = task.policy();
    Draft draft =
        new Draft(
            Demand.of(resources),
            Demand.of(task.info().getExecutor().getResourcesList()),
            task.info().getExecutor().getExecutorId().getValue(),
            agentId.isEmpty() ? Optional.empty() : Optional.of(agentId),
            policy.hasRetry() ? Optional.of(policy.getRetry()) : Optional.empty(),
            policy.getKillAfter(),
            task.info().getMaxCompletionTime().getNanoseconds() / 1_000_000,
            policy.getLaunchTimeout(),
            policy.getConstraintsList());
    Integer shape = drafts.get(draft);
    if (shape == null) {
      shape = inOrder.size();
      drafts.put(draft, shape);
      inOrder.add(draft);
    }
    return shape;
  }

  /**
   * @param number the store's number of the job
   * @param header with its id
   */
  public JobPlan build(long number, Job header) {
    return build(number, header, 0);
  }

  /**
   * @param acceptedAt ms since the epoch; a deadline counts from it
   */
  public JobPlan build(long number, Job header, long acceptedAt) {
    RetryRule jobRetry = header.hasRetry() ? rule(header.getRetry(), fallback) : fallback;
    Map<Shape, Integer> places = new LinkedHashMap<>();
    int[] placeOf = new int[inOrder.size()];
    for (int i = 0; i < placeOf.length; i++) {
      Shape shape = shape(inOrder.get(i), header, jobRetry);
      placeOf[i] = places.computeIfAbsent(shape, s -> places.size());
    }
    List<Shape> shapes = new ArrayList<>(places.keySet());
    int[] shapeOfTask = new int[tasks];
    for (int i = 0; i < tasks; i++) {
      shapeOfTask[i] = placeOf[shapeOf[i]];
    }
    TaskGroups taskGroups =
        groups.build(
            shapeOfTask,
            shapes,
            new GroupSpecs(header),
            group -> group.hasRetry() ? rule(group.getRetry(), jobRetry) : jobRetry);
    JobRules rules =
        new JobRules(
            shareLabel.map(key -> label(header, key)).orElse(header.getUser()),
            header.getMaxRunning(),
            header.hasDeadline() ? acceptedAt + millis(header.getDeadline(), 0) : 0,
            header.hasFailureBudget() ? limit(header.getFailureBudget()) : -1,
            graph.build(),
            header.getAfterList());
    return new JobPlan(
        number,
        header.getId(),
        header.getPriority(),
        List.copyOf(shapes),
        shapeOfTask,
        taskGroups,
        rules);
  }

  private static String label(Job header, String key) {
    return header.getLabels().getLabelsList().stream()
        .filter(label -> label.getKey().equals(key))
        .map(Label::getValue)
        .findFirst()
        .orElse("");
  }

  private Shape shape(Draft draft, Job header, RetryRule jobRetry) {
    // An executor of one task is no reason to look at that task by itself.
    boolean shared = executors.getOrDefault(draft.executorId, 0) > 1;
    return new Shape(
        Demand.sum(List.of(draft.demand, draft.executor)),
        draft.executor,
        shared ? draft.executorId : "",
        0,
        draft.agentId,
        draft.retry.map(policy -> rule(policy, jobRetry)).orElse(jobRetry),
        millis(or(draft.killAfter, header.getKillAfter()), fallbackKillAfter),
        draft.maxCompletionMillis,
        millis(or(draft.launchTimeout, header.getLaunchTimeout()), 0),
        rules(header.getConstraintsList(), draft.constraints),
        header.getStrategy());
  }

  private static List<PlacementRule> rules(List<Constraint> job, List<Constraint> task) {
    Set<PlacementRule> rules = new LinkedHashSet<>();
    job.forEach(constraint -> rules.add(PlacementRule.of(constraint)));
    task.forEach(constraint -> rules.add(PlacementRule.of(constraint)));
    return List.copyOf(rules);
  }

  private int limit(FailureBudget budget) {
    long most = Integer.MAX_VALUE;
    if (budget.hasTasks()) {
      most = Math.min(most, Integer.toUnsignedLong(budget.getTasks()));
    }
    if (budget.hasPercent()) {
      most = Math.min(most, (long) (tasks * budget.getPercent() / 100));
    }
    return (int) most;
  }

  private static RetryRule rule(RetryPolicy policy, RetryRule otherwise) {
    long backoff = millis(policy.getBackoff(), otherwise.backoffMillis());
    return new RetryRule(
        policy.hasMaxAttempts() ? policy.getMaxAttempts() : otherwise.maxAttempts(),
        backoff,
        millis(policy.getMaxBackoff(), Math.max(backoff, otherwise.maxBackoffMillis())),
        policy.hasJitter() ? policy.getJitter() : otherwise.jitter(),
        policy.getRulesCount() > 0
            ? policy.getRulesList().stream().map(RetryCase::of).toList()
            : otherwise.cases(),
        policy.hasAvoidAgent() ? policy.getAvoidAgent() : otherwise.avoidAgent());
  }

  private static String or(String duration, String otherwise) {
    return duration.isEmpty() ? otherwise : duration;
  }

  /** Upwards: a limit below one ms is a limit all the same, and 0 would mean none. */
  private static long millis(String duration, long otherwise) {
    return duration.isEmpty()
        ? otherwise
        : MesosDuration.parse(duration).plusNanos(999_999).toMillis();
  }
}

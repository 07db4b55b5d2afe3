package io.mesosbatch.scheduling;

import io.mesosbatch.job.GroupSpecs;
import io.mesosbatch.job.MesosDuration;
import io.mesosbatch.job.PortCount;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.v1.Constraint;
import io.mesosbatch.v1.FailureBudget;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.RetryPolicy;
import io.mesosbatch.v1.TaskDependency;
import io.mesosbatch.v1.TaskPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
  private final Map<Draft, Integer> drafts = new HashMap<>();
  private final List<Draft> inOrder = new ArrayList<>();
  private final GraphDraft graph = new GraphDraft();
  private final GroupDrafts groups = new GroupDrafts();
  private int[] shapeOf = new int[16];
  private int tasks;

  private record Draft(
      Demand demand,
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
    this.fallback = fallback;
    this.fallbackKillAfter = fallbackKillAfter;
  }

  public void add(TaskSpec task) {
    List<Resource> resources = new ArrayList<>(task.info().getResourcesList());
    resources.addAll(task.info().getExecutor().getResourcesList());
    int ports = PortCount.of(task.info());
    if (ports > 0) {
      resources.add(Demand.ports(ports));
    }
    String agentId = task.info().getAgentId().getValue();
    TaskPolicy policy = task.policy();
    Draft draft =
        new Draft(
            Demand.of(resources),
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
    if (tasks == shapeOf.length) {
      shapeOf = Arrays.copyOf(shapeOf, tasks * 2);
    }
    groups.add(policy.getGroup(), tasks);
    shapeOf[tasks++] = shape;
    graph.add(task.id(), policy.getAfterList());
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
    List<Shape> shapes = new ArrayList<>(inOrder.size());
    for (Draft draft : inOrder) {
      shapes.add(
          new Shape(
              draft.demand,
              Demand.NONE,
              0,
              draft.agentId,
              draft.retry.map(policy -> rule(policy, jobRetry)).orElse(jobRetry),
              millis(or(draft.killAfter, header.getKillAfter()), fallbackKillAfter),
              draft.maxCompletionMillis,
              millis(or(draft.launchTimeout, header.getLaunchTimeout()), 0),
              rules(header.getConstraintsList(), draft.constraints),
              header.getStrategy()));
    }
    int[] shapeOfTask = Arrays.copyOf(shapeOf, tasks);
    TaskGroups taskGroups =
        groups.build(
            shapeOfTask,
            shapes,
            new GroupSpecs(header),
            group -> group.hasRetry() ? rule(group.getRetry(), jobRetry) : jobRetry);
    JobRules rules =
        new JobRules(
            header.getUser(),
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
    return new RetryRule(
        policy.hasMaxAttempts() ? policy.getMaxAttempts() : otherwise.maxAttempts(),
        millis(policy.getBackoff(), otherwise.backoffMillis()),
        millis(policy.getMaxBackoff(), otherwise.maxBackoffMillis()),
        policy.hasJitter() ? policy.getJitter() : otherwise.jitter(),
        policy.getRulesCount() > 0
            ? policy.getRulesList().stream().map(RetryCase::of).toList()
            : otherwise.cases(),
        policy.hasAvoidAgent() ? policy.getAvoidAgent() : otherwise.avoidAgent());
  }

  private static String or(String duration, String otherwise) {
    return duration.isEmpty() ? otherwise : duration;
  }

  private static long millis(String duration, long otherwise) {
    return duration.isEmpty() ? otherwise : MesosDuration.parse(duration).toMillis();
  }

  /** Which task comes after which, by their ids until all are known. */
  private static final class GraphDraft {
    private long[] ids = new long[16];
    private int tasks;
    private final List<Named> named = new ArrayList<>();

    private record Named(int task, long before, TaskDependency dependency) {}

    void add(String id, List<TaskDependency> after) {
      if (tasks == ids.length) {
        ids = Arrays.copyOf(ids, tasks * 2);
      }
      for (TaskDependency dependency : after) {
        named.add(new Named(tasks, digest(dependency.getTask()), dependency));
      }
      ids[tasks++] = digest(id);
    }

    TaskGraph build() {
      if (named.isEmpty()) {
        return TaskGraph.NONE;
      }
      Map<Long, Integer> places = new HashMap<>();
      named.forEach(n -> places.put(n.before, -1));
      for (int i = 0; i < tasks; i++) {
        places.replace(ids[i], i);
      }
      List<TaskGraph.Edge> edges = new ArrayList<>();
      for (Named n : named) {
        int before = places.get(n.before);
        if (before < 0) {
          throw new IllegalArgumentException(
              "task " + n.task + " comes after " + n.dependency.getTask() + ", which is not there");
        }
        edges.add(new TaskGraph.Edge(before, n.task, n.dependency.getCondition()));
      }
      return new TaskGraph(tasks, edges);
    }

    /** 64 bits (FNV-1a) instead of the text: a list may have a million ids. */
    private static long digest(String id) {
      long hash = 0xcbf29ce484222325L;
      for (int i = 0; i < id.length(); i++) {
        hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
      }
      return hash;
    }
  }
}

package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.scheduling.JobPlan;
import io.mesosbatch.scheduling.JobPlanBuilder;
import io.mesosbatch.scheduling.RetryRule;
import io.mesosbatch.scheduling.TaskGraph;
import io.mesosbatch.v1.Condition;
import io.mesosbatch.v1.Constraint;
import io.mesosbatch.v1.Constraint.Operator;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.RetryRule.Action;
import io.mesosbatch.v1.Strategy;
import io.mesosbatch.v1.TaskPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Jobs of arrays that say all that a job can say, by chance. Agents are those of the chaos test.
 */
final class RandomJobs {
  private final SplittableRandom random;

  RandomJobs(SplittableRandom random) {
    this.random = random;
  }

  /**
   * @param jobs how many there are in all
   * @param at ms after the start
   */
  JobPlan plan(int number, int jobs, long at, Witness things) {
    JobPlanBuilder plan = new JobPlanBuilder(new RetryRule(1, 1_000, 10_000), 0);
    List<TaskGraph.Edge> edges = new ArrayList<>();
    int arrays = random.nextInt(1, 5);
    int[] first = new int[arrays];
    int[] count = new int[arrays];
    Map<String, Integer> firstOf = new HashMap<>();
    int tasks = 0;
    for (int i = 0; i < arrays; i++) {
      first[i] = tasks;
      boolean like = i > 0 && random.nextBoolean();
      count[i] = like ? count[i - 1] : random.nextInt(1, 12);
      TaskPolicy.Builder policy = TaskPolicy.newBuilder();
      if (random.nextInt(6) == 0) {
        table(policy, count[i]);
      } else {
        policy.getArrayBuilder().setCount(count[i]);
      }
      int earliest = i;
      if (random.nextInt(3) == 0) {
        policy.setGroup("g" + count[i]);
        earliest = firstOf.merge(policy.getGroup(), i, Math::min);
        if (random.nextInt(4) == 0) {
          policy.addConstraints(constraint("rack", Operator.LIKE, "r[01]"));
        }
      } else {
        each(policy);
      }
      // What comes before a group comes before its first array: so there are no circles.
      if (earliest > 0 && random.nextBoolean()) {
        after(random.nextInt(earliest), i, first, count, policy, edges);
      }
      plan.add(
          new TaskSpec(
              TaskInfo.newBuilder()
                  .setName("t")
                  .setTaskId(TaskID.newBuilder().setValue("a" + i))
                  .addAllResources(
                      Resources.parse(
                              !policy.hasGroup() && random.nextInt(10) == 0
                                  ? "cpus:3;mem:500"
                                  : "cpus:0." + random.nextInt(1, 5) + ";mem:100")
                          .toProto())
                  .buildPartial(),
              policy.build()));
      tasks += count[i];
    }
    things.edges.put((long) number, edges);
    return plan.build(number, header(number, jobs), Simulation.START + at);
  }

  private void after(
      int before,
      int array,
      int[] first,
      int[] count,
      TaskPolicy.Builder policy,
      List<TaskGraph.Edge> edges) {
    Condition condition = random.nextBoolean() ? Condition.FINISHED : Condition.ENDED;
    boolean one = random.nextInt(4) == 0;
    boolean same = !one && count[before] == count[array] && random.nextBoolean();
    policy
        .addAfterBuilder()
        .setTask("a" + before + (one ? "-0" : ""))
        .setSameIndex(same)
        .setCondition(condition);
    for (int task = 0; task < count[array]; task++) {
      for (int b = 0; b < (one ? 1 : count[before]); b++) {
        if (!same || b == task) {
          edges.add(new TaskGraph.Edge(first[before] + b, first[array] + task, condition));
        }
      }
    }
  }

  private void table(TaskPolicy.Builder policy, int rows) {
    policy.setKillAfter("@{time}");
    policy.getArrayBuilder().getParametersBuilder().addColumns("time");
    for (int i = 0; i < rows; i++) {
      policy
          .getArrayBuilder()
          .getParametersBuilder()
          .addRowsBuilder()
          .addValues(random.nextInt(2, 5) * 10 + "secs");
    }
  }

  private void each(TaskPolicy.Builder policy) {
    switch (random.nextInt(6)) {
      case 0 -> policy.addConstraints(constraint("rack", Operator.LIKE, "r[01]"));
      case 1 -> policy.addConstraints(constraint("rack", Operator.GROUP_BY, "2"));
      case 2 -> policy.getRetryBuilder().setMaxAttempts(random.nextInt(1, 4)).setBackoff("2secs");
      case 3 -> policy.setKillAfter(random.nextInt(5, 60) + "secs");
      case 4 -> policy.setLaunchTimeout(random.nextInt(5, 60) + "secs");
      default -> {}
    }
  }

  private static Constraint constraint(String attribute, Operator operator, String value) {
    Constraint.Builder constraint =
        Constraint.newBuilder().setAttribute(attribute).setOperator(operator);
    return value.isEmpty() ? constraint.build() : constraint.setValue(value).build();
  }

  private Job header(int number, int jobs) {
    Job.Builder job =
        Job.newBuilder()
            .setId("job" + number)
            .setPriority(random.nextInt(3))
            .setUser("user" + random.nextInt(3))
            .setStrategy(Strategy.forNumber(random.nextInt(3)));
    switch (random.nextInt(10)) {
      case 0 -> job.addConstraints(constraint("rack", Operator.UNIQUE, ""));
      case 1 -> job.addConstraints(constraint("rack", Operator.MAX_PER, "3"));
      case 2 -> job.addConstraints(constraint("rack", Operator.CLUSTER, ""));
      case 3 -> job.addConstraints(constraint("rack", Operator.GROUP_BY, ""));
      case 4 -> job.addConstraints(constraint("rack", Operator.UNLIKE, "r0"));
      case 5 -> job.addConstraints(constraint("hostname", Operator.UNIQUE, ""));
      case 6 -> job.addConstraints(constraint("dedicated", Operator.IS, "team"));
      default -> {}
    }
    switch (random.nextInt(8)) {
      case 0 -> job.setMaxRunning(random.nextInt(5, 9));
      case 1 -> job.getFailureBudgetBuilder().setPercent(random.nextInt(30));
      case 2 -> job.setDeadline(random.nextInt(30, 400) + "secs");
      case 3 -> job.setKillAfter(random.nextInt(10, 60) + "secs");
      case 4 ->
          job.getRetryBuilder()
              .setMaxAttempts(2)
              .setAvoidAgent(random.nextBoolean())
              .addRulesBuilder()
              .addStates(random.nextBoolean() ? TaskState.TASK_FAILED : TaskState.TASK_LOST)
              .setAction(Action.forNumber(random.nextInt(1, 4)));
      default -> {}
    }
    for (int i = random.nextInt(3) * random.nextInt(2); i > 0; i--) {
      int before = random.nextInt(1, jobs + 1);
      if (before != number) {
        Condition condition = random.nextBoolean() ? Condition.FINISHED : Condition.ENDED;
        job.addAfterBuilder().setJob("job" + before).setCondition(condition);
      }
    }
    return job.build();
  }
}

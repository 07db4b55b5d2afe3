package io.mesosbatch.scheduling;

import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.v1.Job;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * What the core would do with a job on a cluster, one round of offers long. Nothing leaves.
 *
 * @param placed by agent id the places, in the job's list, of the tasks that would start there now
 * @param waiting why the others would wait; without those of {@code never} that come after others
 * @param never which of them no agent could take, even if it were idle, and why; each such shape
 *     once, whatever else its tasks wait for
 */
public record DryRun(
    Map<String, List<Integer>> placed, List<Waiting> waiting, List<Waiting> never) {
  /** Ms: the offers by which the agents become known are forgotten as offers by then. */
  private static final long LATER = 2 * RecentOffers.MILLIS;

  private static final String DECOY = "decoy";
  private static final int MOST_SHAPES = 20;

  /**
   * @param free what each agent would offer now, with its allocation info
   * @param idle what each agent would offer if nothing ran there
   * @param all whether that is all that they have; else nothing is said to run never
   * @param lacking places of tasks that no agent could take for other reasons than the core knows
   * @param now ms since the epoch
   */
  public static DryRun of(
      JobPlan plan,
      Collection<Offer> free,
      Collection<Offer> idle,
      boolean all,
      boolean reserveOnDemand,
      IntPredicate lacking,
      long now) {
    Scheduler core = acquainted(plan, idle, reserveOnDemand, now);
    List<Input> round = new ArrayList<>();
    round.add(new Input.KillJob(DECOY));
    round.add(new Input.JobAccepted(plan));
    round.add(offers(free));
    Map<String, List<Integer>> placed = new LinkedHashMap<>();
    for (Effect effect : core.handle(round, now + LATER).effects()) {
      if (effect instanceof Effect.Accept accept) {
        List<Integer> here = placed.computeIfAbsent(accept.agentId(), id -> new ArrayList<>());
        accept.launches().forEach(launch -> here.add(launch.task().index()));
        accept.groups().forEach(g -> g.tasks().forEach(task -> here.add(task.task().index())));
      }
    }
    List<String> job = List.of(plan.id());
    List<Waiting> never = all ? never(plan, idle, now) : List.of();
    Set<Integer> shapes = new HashSet<>();
    never.forEach(waiting -> shapes.add(placedShape(plan, waiting.first().get(0))));
    IntPredicate hopeless = task -> shapes.contains(placedShape(plan, task));
    return new DryRun(placed, core.explain(job, MOST_SHAPES, hopeless.or(lacking)), never);
  }

  /** Of the task, or of the group that it belongs to. */
  private static int placedShape(JobPlan plan, int task) {
    TaskGroups groups = plan.groups();
    return groups.has(task) ? groups.shape(task) : plan.shapeOf()[task];
  }

  /** Each shape is judged, whether its tasks could start now or come after others. */
  private static List<Waiting> never(JobPlan plan, Collection<Offer> idle, long now) {
    JobPlan alone =
        new JobPlan(
            plan.number(),
            plan.id(),
            plan.priority(),
            plan.shapes(),
            plan.shapeOf(),
            plan.groups(),
            JobRules.NONE);
    Scheduler core = acquainted(plan, idle, false, now);
    core.handle(List.of(new Input.KillJob(DECOY), new Input.JobAccepted(alone)), now + LATER);
    return core.explain(List.of(plan.id()), Integer.MAX_VALUE).stream()
        .filter(Waiting::never)
        .toList();
  }

  /** A core that knows the agents: a task that none can take made it look at all of them. */
  private static Scheduler acquainted(
      JobPlan plan, Collection<Offer> idle, boolean reserveOnDemand, long now) {
    Scheduler core = new Scheduler(SchedulingOptions.DEFAULT, Optional.empty());
    JobPlanBuilder decoy = new JobPlanBuilder(RetryRule.ONCE, 0);
    decoy.add(
        new TaskSpec(
            TaskInfo.newBuilder()
                .setName(DECOY)
                .setTaskId(TaskID.newBuilder().setValue(DECOY))
                .addResources(
                    Resource.newBuilder()
                        .setName("what no agent has")
                        .setType(Value.Type.SCALAR)
                        .setScalar(Value.Scalar.newBuilder().setValue(1)))
                .buildPartial()));
    List<Input> inputs = new ArrayList<>();
    inputs.add(
        new Input.MesosEvent(
            Event.newBuilder()
                .setType(Event.Type.SUBSCRIBED)
                .setSubscribed(
                    Event.Subscribed.newBuilder()
                        .setFrameworkId(FrameworkID.newBuilder().setValue("dry run")))
                .build()));
    if (reserveOnDemand) {
      inputs.add(new Input.ReserveOnDemand());
    }
    inputs.add(
        new Input.JobAccepted(
            decoy.build(plan.number() + 1, Job.newBuilder().setId(DECOY).build())));
    inputs.add(offers(idle));
    core.handle(inputs, now);
    return core;
  }

  private static Input offers(Collection<Offer> offers) {
    return new Input.MesosEvent(
        Event.newBuilder()
            .setType(Event.Type.OFFERS)
            .setOffers(Event.Offers.newBuilder().addAllOffers(offers))
            .build());
  }
}

package io.mesosbatch.scheduling;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.v1.Condition;
import io.mesosbatch.v1.JobDependency;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One job under way: for each task what must be remembered, in arrays. */
final class JobRun {
  private static final Phase[] PHASES = Phase.values();

  final JobPlan plan;
  final UserShare user;
  private final List<Lane> lanes = new ArrayList<>();
  private final Lane[] mainLanes;
  private final NumberedDemand[] executors;
  private final NumberedDemand[] own;
  private final Map<String, Lane> waryLanes = new HashMap<>();
  private final Map<PlacementRule, GroupCounts> groups = new LinkedHashMap<>();
  private final GroupCounts[][] groupsOfShape;
  private final byte[] phases;
  private final int[] launches;
  private final char[] failures;

  /** Of the launches, those before the job was run again; of the tasks that had any. */
  private final Map<Integer, Integer> earlierLaunches = new HashMap<>();

  private final int[] counts = new int[PHASES.length];

  /** For each task how many that come before it have not ended. */
  private final int[] waitingFor;

  /** See {@link TaskGraph#open}. */
  private final int[] open;

  /** The jobs that come before it and have not ended. */
  final Map<String, Condition> waitingForJobs = new LinkedHashMap<>();

  /** Whether its lanes that have tasks are in the queues. */
  boolean queued = true;

  private Change.JobStopped stop;

  JobRun(JobPlan plan, UserShare user, ResourceNames names) {
    this.plan = plan;
    this.user = user;
    int tasks = plan.tasks();
    phases = new byte[tasks];
    launches = new int[tasks];
    failures = new char[tasks];
    counts[Phase.PENDING.ordinal()] = tasks;
    waitingFor = plan.rules().tasks().before();
    open = plan.rules().tasks().open();
    int shapes = plan.shapes().size();
    mainLanes = new Lane[shapes];
    executors = new NumberedDemand[shapes];
    own = new NumberedDemand[shapes];
    groupsOfShape = new GroupCounts[shapes][];
    for (int i = 0; i < shapes; i++) {
      Shape shape = plan.shapes().get(i);
      mainLanes[i] = new Lane(this, i, new NumberedDemand(shape.demand(), names), null);
      executors[i] = new NumberedDemand(shape.executor(), names);
      boolean ofTask = shape.group() == 0 && shape.hasExecutor();
      own[i] =
          ofTask
              ? new NumberedDemand(shape.demand().without(shape.executor()), names)
              : mainLanes[i].demand;
      lanes.add(mainLanes[i]);
      groupsOfShape[i] =
          shape.constraints().stream()
              .filter(PlacementRule::grouping)
              .map(rule -> groups.computeIfAbsent(rule, GroupCounts::new))
              .toArray(GroupCounts[]::new);
    }
    for (JobDependency before : plan.rules().after()) {
      waitingForJobs.merge(before.getJob(), before.getCondition(), JobRun::stricter);
    }
  }

  private static Condition stricter(Condition a, Condition b) {
    return a == Condition.FINISHED ? a : b;
  }

  TaskKey key(int index) {
    return new TaskKey(plan.number(), index);
  }

  Phase phase(int index) {
    return PHASES[phases[index]];
  }

  void phase(int index, Phase phase) {
    counts[phases[index]]--;
    counts[phase.ordinal()]++;
    phases[index] = (byte) phase.ordinal();
  }

  int count(Phase phase) {
    return counts[phase.ordinal()];
  }

  int launches(int index) {
    return launches[index];
  }

  int launched(int index) {
    return ++launches[index];
  }

  int failures(int index) {
    return failures[index];
  }

  /**
   * Ms before an attempt that follows one that did not count: at once at first; a cluster that
   * keeps losing the task must not be flooded with it.
   */
  long freeWait(int index) {
    int lost = launches[index] - earlierLaunches.getOrDefault(index, 0) - failures[index];
    return lost <= 2 ? 0 : Math.min(60_000L, 1_000L << Math.min(lost - 3, 6));
  }

  int failed(int index) {
    if (failures[index] < Character.MAX_VALUE) {
      failures[index]++;
    }
    return failures[index];
  }

  void restore(RestoredTask task) {
    launches[task.index()] = task.launches();
    if (task.earlier() > 0) {
      earlierLaunches.put(task.index(), task.earlier());
    }
    // Those of a group are counted at its first task.
    int leader = plan.groups().leader(task.index());
    failures[leader] = (char) Math.min(failures[leader] + task.failures(), Character.MAX_VALUE);
    phase(task.index(), task.phase());
    if (task.phase().ended()) {
      forEachAfter(task.index(), (after, mustFinish) -> waitingFor[after]--);
    }
  }

  Shape shapeOf(int index) {
    return plan.shapes().get(plan.shapeOf()[index]);
  }

  Collection<Lane> lanes() {
    return lanes;
  }

  /** The task's own needs, without those of its group. */
  NumberedDemand demandOf(int index) {
    return mainLanes[plan.shapeOf()[index]].demand;
  }

  /** Of a task in that shape without its executor. */
  NumberedDemand ownOf(int shape) {
    return own[shape];
  }

  /** Of the executor of what is placed in that shape. */
  NumberedDemand executorOf(int shape) {
    return executors[shape];
  }

  /** Of what is placed at once: the task, or its group. */
  private int placedShape(int index) {
    TaskGroups groups = plan.groups();
    return groups.has(index) ? groups.shape(index) : plan.shapeOf()[index];
  }

  /** How often the task, or its group, is tried. */
  RetryRule retryOf(int index) {
    return plan.shapes().get(placedShape(index)).retry();
  }

  Lane laneOf(int index) {
    return mainLanes[placedShape(index)];
  }

  /** For tasks that are to keep away from the agent until then. */
  Lane laneOf(int index, String avoidedAgent, long until) {
    int shape = placedShape(index);
    Lane lane =
        waryLanes.computeIfAbsent(
            shape + "/" + avoidedAgent,
            k -> {
              Lane made = new Lane(this, shape, mainLanes[shape].demand, avoidedAgent);
              lanes.add(made);
              return made;
            });
    lane.avoidedUntil = until;
    return lane;
  }

  GroupCounts[] groupsOf(int shape) {
    return groupsOfShape[shape];
  }

  boolean hasGroups() {
    return !groups.isEmpty();
  }

  /** The task has ended: tells of those that come after it and wait for no other of its array. */
  void forEachAfter(int index, TaskGraph.Visitor visitor) {
    plan.rules().tasks().forEachAfter(index, phase(index) == Phase.FINISHED, open, visitor);
  }

  /** One of those before it has ended as it must; whether the task, or its group, is ready now. */
  boolean oneLess(int index) {
    return --waitingFor[index] == 0 && ready(index);
  }

  /** Whether it, with its group, waits for no other task of the job. */
  boolean ready(int index) {
    if (waitingFor.length == 0) {
      return true;
    }
    if (!plan.groups().has(index)) {
      return waitingFor[index] == 0;
    }
    boolean[] ready = {true};
    plan.groups().forEachMember(index, member -> ready[0] &= waitingFor[member] == 0);
    return ready[0];
  }

  int running() {
    return count(Phase.LAUNCHED) + count(Phase.RUNNING);
  }

  /** How many more tasks may be launched as far as limits go. */
  int room() {
    int most = plan.rules().maxRunning();
    int room = most == 0 ? Integer.MAX_VALUE : Math.max(0, most - running());
    return Math.min(room, user.room());
  }

  /** Whether its tasks stand in the queues: the user's limit is looked at there. */
  boolean hasRoom() {
    int most = plan.rules().maxRunning();
    return waitingForJobs.isEmpty() && (most == 0 || running() < most);
  }

  boolean stopped() {
    return stop != null;
  }

  /** Null unless stopped. */
  Change.JobStopped stop() {
    return stop;
  }

  void stop(Change.JobStopped stop) {
    this.stop = stop;
  }

  boolean ended() {
    return count(Phase.PENDING) == 0 && running() == 0;
  }

  JobProgress progress() {
    return new JobProgress(
        plan.id(),
        count(Phase.PENDING),
        count(Phase.LAUNCHED),
        count(Phase.RUNNING),
        count(Phase.FINISHED),
        count(Phase.FAILED),
        count(Phase.KILLED),
        count(Phase.SKIPPED));
  }

  /** FINISHED only if every task is. */
  Phase outcome() {
    if (count(Phase.FINISHED) == plan.tasks()) {
      return Phase.FINISHED;
    }
    if (count(Phase.FAILED) > 0) {
      return Phase.FAILED;
    }
    return count(Phase.KILLED) > 0 ? Phase.KILLED : Phase.SKIPPED;
  }

  /** Those that have not been launched or wait for their next attempt. */
  List<Integer> pendingTasks() {
    List<Integer> pending = new ArrayList<>();
    for (int i = 0; i < phases.length; i++) {
      if (phases[i] == Phase.PENDING.ordinal()) {
        pending.add(i);
      }
    }
    return pending;
  }

  /** The values that count for the constraints of the shape. */
  List<String> groupValues(int shape, AgentTraits traits) {
    GroupCounts[] of = groupsOfShape[shape];
    return of.length == 0
        ? List.of()
        : Arrays.stream(of).map(g -> traits.group(g.rule.attribute())).toList();
  }

  void countGroups(int shape, List<String> values, int sign) {
    GroupCounts[] of = groupsOfShape[shape];
    for (int i = 0; i < Math.min(of.length, values.size()); i++) {
      if (sign > 0) {
        of[i].add(values.get(i));
      } else {
        of[i].remove(values.get(i));
      }
    }
  }
}

package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.job.AttemptId;
import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.scheduling.Effect;
import io.mesosbatch.scheduling.JobPlan;
import io.mesosbatch.scheduling.PlacementRule;
import io.mesosbatch.scheduling.TaskGraph;
import io.mesosbatch.scheduling.TaskGroups;
import io.mesosbatch.v1.Condition;
import io.mesosbatch.v1.Constraint.Operator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what the core believes with what happens on the agents, after each event. */
final class Witness implements Observer {
  private record Ran(long job, int index, int attempt) {}

  /** What runs where. */
  private final Map<Ran, String> live = new HashMap<>();

  private final Map<Ran, TaskState> outcomes = new HashMap<>();
  private final Map<Long, JobPlan> plans = new HashMap<>();
  final Map<Long, List<TaskGraph.Edge>> edges = new HashMap<>();
  private final Map<TaskKey, Phase> phases = new HashMap<>();

  /** By job: where each task under way is, as stored. */
  private final Map<Long, Map<Integer, String>> hosts = new HashMap<>();

  private final Set<Ran> finished = new HashSet<>();
  private final Set<Ran> givenUp = new HashSet<>();
  private final Set<Ran> ended = new HashSet<>();
  final Map<String, Integer> counts = new HashMap<>();

  @Override
  public void committed(List<Change> changes, List<Effect> effects, long now) {
    for (Change change : changes) {
      count(change.getClass().getSimpleName());
      if (change instanceof Change.Launched launch) {
        launched(launch);
      } else if (change instanceof Change.TaskEnded end) {
        phases.put(end.task(), end.phase());
      } else if (change instanceof Change.AttemptEnded end) {
        hosts.get(end.task().job()).remove(end.task().index());
        Ran ran = new Ran(end.task().job(), end.task().index(), end.attempt());
        if (end.free() && end.status().getState() == TaskState.TASK_KILLED) {
          count("victims");
        }
        if (!ended.add(ran)) {
          throw new IllegalStateException("an end is counted twice: " + change);
        }
        if (end.status().getMessage().contains("maintenance")) {
          count("moved");
          if (!end.free()) {
            throw new IllegalStateException("was moved, and that is counted against it: " + end);
          }
        }
        if (end.status().getMessage().contains("given up")) {
          count("given up");
          givenUp.add(ran);
        }
        if (end.status().getState() == TaskState.TASK_FINISHED && !finished.contains(ran)) {
          throw new IllegalStateException("has not finished: " + change);
        }
      }
    }
    for (Effect effect : effects) {
      count(effect.getClass().getSimpleName());
      if (effect instanceof Effect.Accept accept) {
        accept.groups().forEach(group -> group(group, accept.agentId(), changes));
        accept.launches().forEach(this::alone);
      }
    }
  }

  /** Whether it is a whole group, and all of it was stored as launched there. */
  private void group(Effect.LaunchGroup group, String agentId, List<Change> changes) {
    TaskKey first = group.tasks().get(0).task();
    JobPlan plan = plans.get(first.job());
    List<TaskKey> expected = new ArrayList<>();
    plan.groups().forEachMember(first.index(), i -> expected.add(new TaskKey(first.job(), i)));
    Set<TaskKey> stored = new HashSet<>();
    for (Change change : changes) {
      if (change instanceof Change.Launched l && l.agentId().equals(agentId)) {
        stored.add(l.task());
      }
    }
    if (!group.tasks().stream().map(Effect.Launch::task).toList().equals(expected)
        || !stored.containsAll(expected)
        || group.tasks().stream().map(Effect.Launch::attempt).distinct().count() != 1) {
      throw new IllegalStateException("half a group: " + group);
    }
    count(group.tasks().get(0).attempt() == 1 ? "groups" : "groups again");
  }

  private void alone(Effect.Launch launch) {
    if (plans.get(launch.task().job()).groups().has(launch.task().index())) {
      throw new IllegalStateException(launch + " without its group");
    }
  }

  void expect(JobPlan plan) {
    plans.put(plan.number(), plan);
  }

  /** Whether the launch obeys the job's limit, its constraints and the order of its tasks. */
  private void launched(Change.Launched launch) {
    JobPlan plan = plans.get(launch.task().job());
    Map<Integer, String> running = hosts.computeIfAbsent(plan.number(), n -> new HashMap<>());
    running.put(launch.task().index(), launch.hostname());
    int most = plan.rules().maxRunning();
    if (most > 0 && running.size() > most) {
      throw new IllegalStateException(running.size() + " tasks run, not " + most);
    }
    long here =
        running.entrySet().stream()
            .filter(e -> e.getValue().equals(launch.hostname()))
            .map(e -> plan.groups().leader(e.getKey()))
            .distinct()
            .count();
    for (PlacementRule rule : plan.shapes().get(0).constraints()) {
      if (rule.operator() != Operator.UNIQUE && rule.operator() != Operator.MAX_PER
          || !rule.attribute().equals("hostname")) {
        continue; // see PolicyWitness
      }
      long allowed = rule.operator() == Operator.UNIQUE ? 1 : Long.parseLong(rule.value());
      if (here > allowed) {
        throw new IllegalStateException(launch + " breaks " + rule);
      }
    }
    for (TaskGraph.Edge edge : edges.getOrDefault(plan.number(), List.of())) {
      Phase before = phases.get(new TaskKey(plan.number(), edge.before()));
      boolean ready =
          edge.condition() == Condition.FINISHED
              ? before == Phase.FINISHED
              : before != null && before.ended();
      if (edge.task() == launch.task().index() && !ready) {
        throw new IllegalStateException(launch + " before its turn: " + edge + " is " + before);
      }
    }
  }

  @Override
  public void started(String mesosTaskId, String agentId, long now) {
    Ran ran = ran(mesosTaskId);
    count("started");
    live.forEach(
        (other, where) -> {
          if (other.job == ran.job && other.index == ran.index && !givenUp.contains(other)) {
            throw new IllegalStateException(
                ran + " starts on " + agentId + " while " + other + " runs on " + where);
          }
        });
    outcomes.forEach(
        (other, state) -> {
          if (other.job == ran.job && other.index == ran.index && allFinished(other)) {
            throw new IllegalStateException(ran + " starts although " + other + " has finished");
          }
        });
    live.put(ran, agentId);
  }

  /** With its group, if it has one: of a group all run again if one must, or is given up. */
  private boolean allFinished(Ran ran) {
    boolean[] all = {true};
    TaskGroups groups = plans.get(ran.job).groups();
    groups.forEachMember(
        ran.index,
        i -> {
          Ran member = new Ran(ran.job, i, ran.attempt);
          all[0] &= outcomes.get(member) == TaskState.TASK_FINISHED && !givenUp.contains(member);
        });
    return all[0];
  }

  @Override
  public void stopped(String mesosTaskId, String agentId, TaskState state, long now) {
    Ran ran = ran(mesosTaskId);
    live.remove(ran);
    if (state == TaskState.TASK_FINISHED) {
      finished.add(ran);
    }
    outcomes.put(ran, state);
  }

  @Override
  public void restarted(long now) {
    count("crashes");
  }

  @Override
  public void rerun(long job) {
    count("reruns");
    phases.entrySet().removeIf(e -> e.getKey().job() == job && e.getValue() != Phase.FINISHED);
  }

  /** Of tasks that nobody should run any more. */
  Map<Ran, String> live() {
    return live;
  }

  static void allEndedAsTheyMust(Journal journal) {
    for (Journal.JobEntry job : journal.jobs().values()) {
      boolean finished = true;
      for (int i = 0; i < job.plan().tasks(); i++) {
        Phase phase = job.task(i).phase();
        if (!phase.ended()) {
          throw new IllegalStateException("task " + i + " of " + job.plan().id() + " is " + phase);
        }
        finished &= phase == Phase.FINISHED;
        Phase first = job.task(job.plan().groups().leader(i)).phase();
        if ((first == Phase.FINISHED) != (phase == Phase.FINISHED)) {
          throw new IllegalStateException("a part of a group is " + phase + ", another " + first);
        }
      }
      if (finished != (job.phase() == Phase.FINISHED)) {
        throw new IllegalStateException(job.plan().id() + " is " + job.phase());
      }
    }
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private static Ran ran(String mesosTaskId) {
    AttemptId id = AttemptId.parse(mesosTaskId).orElseThrow();
    return new Ran(Long.parseLong(id.job().substring(3)), id.index(), id.attempt());
  }
}

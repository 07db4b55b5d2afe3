package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.job.AttemptId;
import io.mesosbatch.job.Phase;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.scheduling.Effect;
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
  private final Set<Ran> finished = new HashSet<>();
  private final Set<Ran> givenUp = new HashSet<>();
  private final Set<Ran> ended = new HashSet<>();
  final Map<String, Integer> counts = new HashMap<>();

  @Override
  public void committed(List<Change> changes, List<Effect> effects, long now) {
    for (Change change : changes) {
      count(change.getClass().getSimpleName());
      if (change instanceof Change.AttemptEnded end) {
        Ran ran = new Ran(end.task().job(), end.task().index(), end.attempt());
        if (!ended.add(ran)) {
          throw new IllegalStateException("an end is counted twice: " + change);
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
    effects.forEach(effect -> count(effect.getClass().getSimpleName()));
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
          if (other.job == ran.job
              && other.index == ran.index
              && state == TaskState.TASK_FINISHED
              && !givenUp.contains(other)) {
            throw new IllegalStateException(ran + " starts although " + other + " has finished");
          }
        });
    live.put(ran, agentId);
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

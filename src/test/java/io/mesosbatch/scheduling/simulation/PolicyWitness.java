package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.scheduling.Effect;
import io.mesosbatch.scheduling.JobPlan;
import io.mesosbatch.scheduling.PlacementRule;
import io.mesosbatch.scheduling.Shape;
import io.mesosbatch.v1.Condition;
import io.mesosbatch.v1.JobDependency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whether each launch obeys what the jobs say: where, after whom, how many, how often, until when.
 */
final class PolicyWitness implements Observer {
  /** Ms: deadlines are looked at with each tick. */
  private static final long LATE = 2_000;

  private final Map<String, AgentModel> agents;
  private final Map<String, Integer> userLimits;
  private final Map<Long, JobPlan> plans = new HashMap<>();

  /** By task: the host of what is under way, as stored. */
  private final Map<TaskKey, String> hosts = new HashMap<>();

  private final Map<TaskKey, Integer> failures = new HashMap<>();
  private final Map<String, Phase> ended = new HashMap<>();

  /** By job: the jobs before it that have ended as they must since it came. */
  private final Map<Long, Set<String>> met = new HashMap<>();

  final Map<String, Integer> counts = new TreeMap<>();

  PolicyWitness(Collection<AgentModel> agents, Map<String, Integer> userLimits) {
    this.agents = agents.stream().collect(Collectors.toMap(AgentModel::hostname, a -> a));
    this.userLimits = userLimits;
  }

  void expect(JobPlan plan) {
    plans.put(plan.number(), plan);
    met.put(plan.number(), new HashSet<>());
  }

  @Override
  public void committed(List<Change> changes, List<Effect> effects, long now) {
    for (Change change : changes) {
      if (change instanceof Change.Launched launch) {
        hosts.put(launch.task(), launch.hostname());
      } else if (change instanceof Change.AttemptEnded end) {
        hosts.remove(end.task());
        if (!end.free() && end.status().getState() != TaskState.TASK_FINISHED) {
          failures.merge(end.task(), 1, Integer::sum);
        }
      } else if (change instanceof Change.JobEnded end) {
        jobEnded(plans.get(end.job()).id(), end.phase());
      } else if (change instanceof Change.JobStopped stop) {
        count(stop.reason().replaceAll("[^a-z ]*[0-9].*", ""));
      }
      if (change instanceof Change.Launched launch) {
        launched(launch);
      }
    }
  }

  private void launched(Change.Launched launch) {
    JobPlan plan = plans.get(launch.task().job());
    int index = launch.task().index();
    must(
        plan.rules().deadlineAt() == 0 || launch.at() < plan.rules().deadlineAt() + LATE,
        launch,
        "after the deadline");
    for (JobDependency before : plan.rules().after()) {
      must(met.get(plan.number()).contains(before.getJob()), launch, "before " + before.getJob());
    }
    String user = plan.rules().user();
    long running =
        hosts.keySet().stream().filter(t -> plans.get(t.job()).rules().user().equals(user)).count();
    must(
        running <= userLimits.getOrDefault(user, Integer.MAX_VALUE), launch, "too many of " + user);
    Shape shape = plan.shapes().get(plan.shapeOf()[index]);
    if (!plan.groups().has(index)) {
      int failed = failures.getOrDefault(launch.task(), 0);
      must(failed < shape.retry().maxAttempts(), launch, "after " + failed + " failures");
    }
    AgentModel agent = agents.get(launch.hostname());
    boolean asks = shape.constraints().stream().anyMatch(r -> r.attribute().equals("dedicated"));
    must(asks || value(agent, "dedicated").isEmpty(), launch, "on a dedicated agent");
    for (PlacementRule rule : shape.constraints()) {
      must(obeyed(rule, plan, index, agent), launch, "against " + rule);
    }
    count("launches");
  }

  private boolean obeyed(PlacementRule rule, JobPlan plan, int index, AgentModel agent) {
    String here = value(agent, rule.attribute());
    Map<String, Set<Integer>> others = new HashMap<>();
    hosts.forEach(
        (task, host) -> {
          boolean same =
              task.job() == plan.number()
                  && plan.groups().leader(task.index()) != plan.groups().leader(index)
                  && plan.shapes().get(plan.shapeOf()[task.index()]).constraints().contains(rule);
          if (same) {
            others
                .computeIfAbsent(value(agents.get(host), rule.attribute()), v -> new HashSet<>())
                .add(plan.groups().leader(task.index()));
          }
        });
    count(rule.operator().toString());
    int beside = others.getOrDefault(here, Set.of()).size();
    return switch (rule.operator()) {
      case IS -> here.equals(rule.value());
      case LIKE -> here.matches(rule.value());
      case UNLIKE -> !here.matches(rule.value());
      case UNIQUE -> !here.isEmpty() && beside == 0;
      case MAX_PER -> !here.isEmpty() && beside < Integer.parseInt(rule.value());
      case CLUSTER -> !here.isEmpty() && (others.isEmpty() || beside > 0);
      case GROUP_BY -> {
        boolean fewest = beside == 0 || others.values().stream().noneMatch(o -> o.size() < beside);
        int wanted = rule.value().isEmpty() ? 0 : Integer.parseInt(rule.value());
        // Values where nothing runs may be at hand, too: then fewer run.
        boolean enough = beside == 0 || others.size() >= wanted || knowsMore(rule, wanted);
        yield !here.isEmpty() && fewest && enough;
      }
    };
  }

  private boolean knowsMore(PlacementRule rule, int wanted) {
    return agents.values().stream()
            .map(agent -> value(agent, rule.attribute()))
            .filter(v -> !v.isEmpty())
            .distinct()
            .count()
        >= wanted;
  }

  private static String value(AgentModel agent, String attribute) {
    if (attribute.equals("hostname")) {
      return agent.hostname();
    }
    return agent.attributes().stream()
        .filter(a -> a.getName().equals(attribute))
        .map(a -> a.getText().getValue())
        .findFirst()
        .orElse("");
  }

  private void jobEnded(String id, Phase phase) {
    ended.put(id, phase);
    plans.values().forEach(plan -> meets(plan, id, phase));
    count("jobs " + phase);
  }

  private void meets(JobPlan plan, String id, Phase phase) {
    for (JobDependency before : plan.rules().after()) {
      if (before.getJob().equals(id)
          && (before.getCondition() == Condition.ENDED || phase == Phase.FINISHED)) {
        met.get(plan.number()).add(id);
      }
    }
  }

  @Override
  public void rerun(long job) {
    JobPlan plan = plans.get(job);
    ended.remove(plan.id());
    met.get(job).clear();
    ended.forEach((id, phase) -> meets(plan, id, phase));
    failures.keySet().removeIf(task -> task.job() == job);
  }

  @Override
  public void restarted(long now) {
    count("crashes");
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private static void must(boolean condition, Change.Launched launch, String what) {
    if (!condition) {
      throw new IllegalStateException(launch + " " + what);
    }
  }

  /** Tells several. */
  static Observer all(Observer... observers) {
    List<Observer> all = new ArrayList<>(List.of(observers));
    return new Observer() {
      @Override
      public void committed(List<Change> changes, List<Effect> effects, long now) {
        all.forEach(o -> o.committed(changes, effects, now));
      }

      @Override
      public void started(String mesosTaskId, String agentId, long now) {
        all.forEach(o -> o.started(mesosTaskId, agentId, now));
      }

      @Override
      public void stopped(String mesosTaskId, String agentId, TaskState state, long now) {
        all.forEach(o -> o.stopped(mesosTaskId, agentId, state, now));
      }

      @Override
      public void restarted(long now) {
        all.forEach(o -> o.restarted(now));
      }

      @Override
      public void rerun(long job) {
        all.forEach(o -> o.rerun(job));
      }
    };
  }
}

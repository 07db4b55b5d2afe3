package io.mesosbatch.command;

import io.mesosbatch.client.MesosException;
import io.mesosbatch.client.OperatorClient;
import io.mesosbatch.job.ArrayTemplate;
import io.mesosbatch.job.ClusterFit;
import io.mesosbatch.job.InvalidTaskListException;
import io.mesosbatch.job.ParameterFiles;
import io.mesosbatch.job.TaskListReader;
import io.mesosbatch.job.TaskListSink;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.pipeline.WaitingTasks;
import io.mesosbatch.scheduling.DryRun;
import io.mesosbatch.scheduling.JobPlan;
import io.mesosbatch.scheduling.JobPlanBuilder;
import io.mesosbatch.scheduling.Waiting;
import io.mesosbatch.v1.Job;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code --dry_run}: looks at a list and at the cluster, and starts nothing. */
final class DryRunCommand {
  private static final int MOST_IDS = 10;

  private final FrameworkFlags framework;
  private final ParameterFiles files;
  private final boolean reserve;
  private final List<String> ids = new ArrayList<>();

  /** By the place of a task: why no agent has what it wants. */
  private final Map<Integer, String> problems = new HashMap<>();

  private final JobPlanBuilder builder;

  /**
   * @param files that the list may name
   * @param reserve whether reservations that tasks ask for would be made
   */
  DryRunCommand(FrameworkFlags framework, TaskFlags flags, ParameterFiles files, boolean reserve)
      throws Failures.BadInput {
    this.framework = framework;
    this.files = files;
    this.reserve = reserve;
    builder = new JobPlanBuilder(flags.defaults().retry(), flags.defaults().killAfterMillis());
  }

  /**
   * @throws InvalidTaskListException with all that is wrong with the list
   * @throws Failures.NoMaster no master answers
   */
  DryRunReport run(InputStream list, LocalFlags localFlags)
      throws IOException,
          InvalidTaskListException,
          Failures.BadInput,
          Failures.NoMaster,
          InterruptedException {
    if (!framework.master.equals("local")) {
      return report(list, cluster(framework.master));
    }
    try (LocalMesos local = LocalMesos.start(localFlags.config(0)).closedByCaller()) {
      return report(list, cluster(local.uri().getAuthority()));
    } catch (IllegalArgumentException e) {
      throw new Failures.BadInput(e.getMessage());
    }
  }

  /** The list's tasks do not stand in memory, only their ids and shapes. */
  private JobPlan read(InputStream list, Optional<ClusterFit> fit)
      throws IOException, InvalidTaskListException {
    Job.Builder header = Job.newBuilder();
    TaskListReader.read(
        list,
        Optional.empty(),
        files,
        new TaskListSink() {
          @Override
          public void task(TaskSpec task) {
            if (!task.isArray()) {
              look(task, fit);
            } else {
              ArrayTemplate array = ArrayTemplate.of(task);
              for (int i = 0; i < array.count(); i++) {
                look(array.task(i), fit);
              }
            }
            builder.add(task);
          }

          @Override
          public void header(Job job) {
            header.mergeFrom(job);
          }
        });
    if (header.getId().isEmpty()) {
      header.setId("dry-run");
    }
    return builder.build(1, header.build(), System.currentTimeMillis());
  }

  private void look(TaskSpec task, Optional<ClusterFit> fit) {
    fit.flatMap(f -> f.problem(task.info())).ifPresent(why -> problems.put(ids.size(), why));
    ids.add(task.id());
  }

  private ClusterView cluster(String masters)
      throws Failures.BadInput, Failures.NoMaster, InterruptedException {
    List<String> capabilities = framework.allCapabilities();
    try {
      return ClusterView.ofAgents(
          new OperatorClient(masters, framework.credential()).agents(),
          framework.roles,
          capabilities);
    } catch (MesosException.Unauthorized | MesosException.Refused e) {
      return ClusterView.ofOffers(
          OffersOnce.take(
              masters, framework.info(), framework.credential(), framework.connectTimeout),
          e.getMessage());
    } catch (MesosException e) {
      throw new Failures.NoMaster(e.getMessage());
    }
  }

  private DryRunReport report(InputStream list, ClusterView cluster)
      throws IOException, InvalidTaskListException {
    JobPlan plan = read(list, cluster.fit());
    boolean known = cluster.fit().isPresent();
    DryRun run =
        DryRun.of(
            plan,
            cluster.free(),
            cluster.idle(),
            known,
            reserve,
            problems::containsKey,
            System.currentTimeMillis());
    Map<String, String> hosts = cluster.hostnames();
    List<DryRunReport.Place> starts = new ArrayList<>();
    run.placed()
        .forEach(
            (agent, places) ->
                starts.add(
                    new DryRunReport.Place(
                        agent, hosts.get(agent), places.stream().map(ids::get).toList())));
    List<WaitingTasks> waits = new ArrayList<>();
    for (Waiting waiting : run.waiting()) {
      boolean said =
          known
              && !waiting.demand().isEmpty()
              && (waiting.never() || problems.containsKey(waiting.first().get(0)));
      if (!said) {
        waits.add(named(waiting, waiting.reasons(ids::get)));
      }
    }
    return new DryRunReport(
        cluster.agents(),
        plan.tasks(),
        starts,
        waits,
        known ? never(plan, run) : List.of(),
        cluster.notes());
  }

  /**
   * The core knows amounts and constraints; what else an agent must have, {@link ClusterFit} knows.
   */
  private List<WaitingTasks> never(JobPlan plan, DryRun run) {
    Map<Integer, List<Integer>> byShape = new LinkedHashMap<>();
    for (int i = 0; i < plan.tasks(); i++) {
      byShape.computeIfAbsent(plan.shapeOf()[i], s -> new ArrayList<>()).add(i);
    }
    List<WaitingTasks> never = new ArrayList<>();
    for (Waiting waiting : run.never()) {
      int first = byShape.remove(plan.shapeOf()[waiting.first().get(0)]).get(0);
      String problem = problems.get(first);
      never.add(named(waiting, problem == null ? waiting.reasons() : List.of(problem)));
    }
    byShape.forEach(
        (shape, places) -> {
          if (problems.containsKey(places.get(0))) {
            never.add(
                new WaitingTasks(
                    places.size(),
                    places.stream().limit(MOST_IDS).map(ids::get).toList(),
                    plan.shapes().get(shape).demand().toString(),
                    List.of(problems.get(places.get(0))),
                    true));
          }
        });
    return never;
  }

  private WaitingTasks named(Waiting waiting, List<String> reasons) {
    return new WaitingTasks(
        waiting.tasks(),
        waiting.first().stream().map(ids::get).toList(),
        waiting.demand(),
        reasons,
        waiting.never());
  }
}

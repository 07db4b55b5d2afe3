package io.mesosbatch.job;

import io.mesosbatch.resources.InvalidResourceException;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.resources.UsedResources;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.TaskGroup;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The groups of a list that is being read: what their tasks want together. */
final class GroupMembers {
  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final Map<Integer, Integer> leaders = new HashMap<>();

  /** Groups are often alike. */
  private final Map<Resources, Resources> known = new HashMap<>();

  private static final class Group {
    final int leader;
    final String id;
    Resources total = Resources.EMPTY;
    int ports;
    int tasks;
    String agent = "";

    Group(int leader, String id) {
      this.leader = leader;
      this.id = id;
    }
  }

  /**
   * @param index of the task in the list
   * @param good whether its resources can be read
   */
  void add(int index, TaskSpec task, boolean good, FieldProblems problems) {
    String name = task.policy().getGroup();
    if (name.isEmpty()) {
      return;
    }
    Group group = groups.computeIfAbsent(name, n -> new Group(index, task.id()));
    leaders.put(index, group.leader);
    group.tasks++;
    group.ports += PortCount.of(task.info());
    String agent = task.info().getAgentId().getValue();
    if (!agent.isEmpty() && !group.agent.isEmpty() && !agent.equals(group.agent)) {
      problems.found(
          "agent_id",
          "is "
              + agent
              + ", but a task of the same group has "
              + group.agent
              + "; a group runs on"
              + " one agent");
    }
    group.agent = agent.isEmpty() ? group.agent : agent;
    if (good) {
      add(group, Resources.of(task.info().getResourcesList()), problems);
    }
  }

  private void add(Group group, Resources more, FieldProblems problems) {
    if (UsedResources.overlap(List.of(group.total, more))) {
      problems.found("resources", "claim ports or items that another task of the group claims too");
      return;
    }
    try {
      Resources total = group.total.plus(more);
      Resources same = known.putIfAbsent(total, total);
      group.total = same == null ? total : same;
      Optional<String> problem =
          UsedResources.mixedRevocable(total).or(() -> UsedResources.duplicateVolume(total));
      problem.ifPresent(p -> problems.found("resources", "with those of its group: " + p));
    } catch (InvalidResourceException e) {
      problems.found("resources", "with those of its group: " + e.getMessage());
    }
  }

  /** The first task of its group; the task itself if it has none. */
  int leader(int task) {
    return leaders.getOrDefault(task, task);
  }

  /** All tasks have been added. */
  void check(
      Job header,
      Optional<ClusterFit> cluster,
      FieldProblems problems,
      TaskOrder.Problems ofTasks) {
    for (int i = 0; i < header.getGroupsCount(); i++) {
      TaskGroup spec = header.getGroups(i);
      if (!spec.getName().isEmpty() && !groups.containsKey(spec.getName())) {
        problems.found(
            "groups[" + i + "].name", "no task has the group \"" + spec.getName() + "\"");
      }
    }
    boolean good = GroupValidator.check(header.getGroupsList(), problems);
    GroupSpecs specs = new GroupSpecs(header);
    groups.forEach(
        (name, group) -> {
          int most = header.getMaxRunning();
          if (most > 0 && group.tasks > most) {
            ofTasks.found(
                group.leader,
                group.id,
                "group",
                "\""
                    + name
                    + "\" has "
                    + group.tasks
                    + " tasks, which start together, but"
                    + " max_running is "
                    + most);
          }
          if (good && cluster.isPresent()) {
            Resources executor = Resources.of(specs.of(name).getExecutorResourcesList());
            cluster
                .get()
                .problem(group.total.plus(executor), group.ports, group.agent)
                .ifPresent(
                    p ->
                        ofTasks.found(
                            group.leader,
                            group.id,
                            "group",
                            "\""
                                + name
                                + "\" runs on one agent, all its tasks and its executor"
                                + " together: "
                                + p));
          }
        });
  }
}

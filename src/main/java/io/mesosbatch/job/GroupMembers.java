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
import java.util.stream.Stream;

/** The groups of a list that is being read: what their tasks want together. */
final class GroupMembers {
  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final Map<Integer, Integer> leaders = new HashMap<>();
  private int problemsFound;

  /** Groups are often alike. */
  private final Map<Resources, Resources> known = new HashMap<>();

  /** All groups of one name. */
  private static final class Group {
    final int leader;
    final String id;
    int tasks;

    /** Empty if its tasks are no arrays. */
    final Optional<ArrayIndices> indices;

    /** One for each index, or one that stands for all. */
    List<Together> together = List.of(new Together());

    Group(int leader, String id, Optional<ArrayIndices> indices) {
      this.leader = leader;
      this.id = id;
      this.indices = indices;
    }
  }

  /** What tasks that run together want. */
  private static final class Together {
    Resources total = Resources.EMPTY;
    int ports;
    String agent = "";

    Together copy() {
      Together copy = new Together();
      copy.total = total;
      copy.ports = ports;
      copy.agent = agent;
      return copy;
    }
  }

  /**
   * @param index of the task in the list
   * @param array what makes the tasks, if it is an array without problems
   * @param good whether its resources can be read
   */
  void add(
      int index,
      TaskSpec task,
      Optional<ArrayTemplate> array,
      boolean good,
      FieldProblems problems) {
    String name = task.policy().getGroup();
    if (name.isEmpty() || task.isArray() && array.isEmpty()) {
      return;
    }
    Optional<ArrayIndices> indices = array.map(ArrayTemplate::indices);
    Group group = groups.computeIfAbsent(name, n -> new Group(index, task.id(), indices));
    leaders.put(index, group.leader);
    group.tasks++;
    if (!group.indices.equals(indices)) {
      problems.found(
          "array",
          "has other indices than the first task of its group; all tasks of a group must be arrays"
              + " with the same indices, or none of them");
      return;
    }
    boolean varies = array.isPresent() && array.get().shapesVary();
    if (varies && group.together.size() == 1) {
      Together all = group.together.get(0);
      group.together = Stream.generate(all::copy).limit(array.get().count()).toList();
    }
    int before = problemsFound;
    for (int i = 0; i < group.together.size() && before == problemsFound; i++) {
      int place = varies ? i : 0;
      add(group.together.get(i), array.map(a -> a.task(place)).orElse(task), good, problems);
    }
  }

  private void add(Together group, TaskSpec task, boolean good, FieldProblems problems) {
    group.ports += PortCount.of(task.info());
    String agent = task.info().getAgentId().getValue();
    if (!agent.isEmpty() && !group.agent.isEmpty() && !agent.equals(group.agent)) {
      found(
          problems,
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

  private void add(Together group, Resources more, FieldProblems problems) {
    if (UsedResources.overlap(List.of(group.total, more))) {
      String claimed = "claim ports or items that another task of the group claims too";
      found(problems, "resources", claimed);
      return;
    }
    try {
      Resources total = group.total.plus(more);
      Resources same = known.putIfAbsent(total, total);
      group.total = same == null ? total : same;
      Optional<String> problem =
          UsedResources.mixedRevocable(total).or(() -> UsedResources.duplicateVolume(total));
      problem.ifPresent(p -> found(problems, "resources", "with those of its group: " + p));
    } catch (InvalidResourceException e) {
      found(problems, "resources", "with those of its group: " + e.getMessage());
    }
  }

  private void found(FieldProblems problems, String path, String message) {
    problemsFound++;
    problems.found(path, message);
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
            group.together.stream()
                .flatMap(
                    t -> cluster.get().problem(t.total.plus(executor), t.ports, t.agent).stream())
                .findFirst()
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

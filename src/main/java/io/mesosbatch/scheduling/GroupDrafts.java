package io.mesosbatch.scheduling;

import io.mesosbatch.job.ArrayPieces;
import io.mesosbatch.job.GroupSpecs;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.v1.TaskGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The groups of a job whose tasks are still coming. */
final class GroupDrafts {
  private final Map<String, List<Member>> members = new LinkedHashMap<>();
  private int groups;

  /** A task of a group; or an array of them, one in each of as many groups of the name. */
  private static final class Member {
    final int first;
    int count;

    Member(int first, int count) {
      this.first = first;
      this.count = count;
    }
  }

  /** What makes groups alike. */
  private record Kind(List<Integer> shapes, TaskGroup spec) {}

  /**
   * @param first the place of the task, or of the first one of the array
   */
  void add(TaskSpec spec, int first) {
    String name = spec.policy().getGroup();
    if (name.isEmpty()) {
      return;
    }
    int count = spec.count();
    List<Member> group = members.computeIfAbsent(name, n -> new ArrayList<>(2));
    boolean more = ArrayPieces.continues(spec);
    if (more) {
      group.get(group.size() - 1).count += count;
    } else {
      group.add(new Member(first, count));
    }
    groups += group.size() == 1 ? count : 0;
  }

  /**
   * @param shapeOf for each task its place in {@code shapes}
   * @param shapes of the tasks; those of the groups are added
   * @param retry of a group that has these details
   */
  TaskGroups build(
      int[] shapeOf, List<Shape> shapes, GroupSpecs specs, Function<TaskGroup, RetryRule> retry) {
    if (members.isEmpty()) {
      return TaskGroups.NONE;
    }
    int[] groupOf = new int[shapeOf.length];
    Arrays.fill(groupOf, -1);
    int[] groupShapes = new int[groups];
    Map<Kind, Integer> kinds = new HashMap<>();
    int number = 0;
    for (Map.Entry<String, List<Member>> name : members.entrySet()) {
      TaskGroup spec = specs.of(name.getKey()).toBuilder().clearName().build();
      for (int place = 0; place < name.getValue().get(0).count; place++) {
        List<Integer> of = new ArrayList<>(name.getValue().size());
        for (Member member : name.getValue()) {
          groupOf[member.first + place] = number;
          of.add(shapeOf[member.first + place]);
        }
        groupShapes[number++] =
            kinds.computeIfAbsent(
                new Kind(of, spec),
                kind -> {
                  shapes.add(shape(of.stream().map(shapes::get).toList(), spec, retry.apply(spec)));
                  return shapes.size() - 1;
                });
      }
    }
    return new TaskGroups(groupOf, groupShapes);
  }

  /** Of all; 0 if one may run for ever. */
  private static long longest(List<Shape> members) {
    long longest = 0;
    for (Shape member : members) {
      if (member.longestMillis() == 0) {
        return 0;
      }
      longest = Math.max(longest, member.longestMillis());
    }
    return longest;
  }

  private static Shape shape(List<Shape> members, TaskGroup spec, RetryRule retry) {
    Demand executor = Demand.of(spec.getExecutorResourcesList());
    List<Demand> demands = new ArrayList<>();
    Set<PlacementRule> constraints = new LinkedHashSet<>();
    Optional<String> agentId = Optional.empty();
    for (Shape member : members) {
      demands.add(member.demand());
      constraints.addAll(member.constraints());
      agentId = agentId.or(member::agentId);
    }
    demands.add(executor);
    return new Shape(
        Demand.sum(demands),
        executor,
        "",
        members.size(),
        agentId,
        retry,
        longest(members),
        0,
        0,
        List.copyOf(constraints),
        members.get(0).strategy());
  }
}

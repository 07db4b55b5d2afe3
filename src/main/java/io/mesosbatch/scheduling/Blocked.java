package io.mesosbatch.scheduling;

import io.mesosbatch.job.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** The tasks of a job that come after others, which have not ended, by what they come after. */
final class Blocked {
  /** A graph can have as many groups as tasks; what is beyond is only counted. */
  private static final int MOST_GROUPS = 10_000;

  private final JobRun job;
  private final IntPredicate untold;

  /** For each task a number that is the same if what it waits for is the same. */
  private final long[] digests;

  private static final class Group {
    final int representative;
    final List<Integer> first = new ArrayList<>();
    final List<Integer> after = new ArrayList<>();
    int afterMore;
    int tasks;

    Group(int representative) {
      this.representative = representative;
    }
  }

  /**
   * @param untold places of tasks that are left out
   */
  Blocked(JobRun job, IntPredicate untold) {
    this.job = job;
    this.untold = untold;
    digests = new long[job.plan.rules().tasks().isEmpty() ? 0 : job.plan.tasks()];
  }

  /** The largest groups, and the rest as one. */
  List<Waiting> waiting(int most) {
    forEachEdge((before, after) -> digests[after] += mixed(before));
    Map<Long, Group> groups = new HashMap<>();
    int rest = 0;
    for (int task = 0; task < digests.length; task++) {
      if (digests[task] == 0 || untold.test(task)) {
        continue;
      }
      Group group = groups.get(digests[task]);
      if (group == null && groups.size() < MOST_GROUPS) {
        group = new Group(task);
        groups.put(digests[task], group);
      }
      if (group == null) {
        rest++;
        continue;
      }
      group.tasks++;
      if (group.first.size() < Waiting.MOST_EXAMPLES) {
        group.first.add(task);
      }
    }
    List<Group> largest = new ArrayList<>(groups.values());
    largest.sort(
        Comparator.comparingInt((Group g) -> -g.tasks).thenComparingInt(g -> g.representative));
    for (Group group : largest.subList(Math.min(most, largest.size()), largest.size())) {
      rest += group.tasks;
    }
    return named(largest.subList(0, Math.min(most, largest.size())), rest);
  }

  private List<Waiting> named(List<Group> groups, int rest) {
    Map<Integer, Group> byRepresentative = new HashMap<>();
    groups.forEach(group -> byRepresentative.put(group.representative, group));
    if (!groups.isEmpty()) {
      forEachEdge(
          new Edge() {
            @Override
            public void visit(int before, int after) {
              Group group = byRepresentative.get(after);
              if (group != null && group.after.size() < Waiting.MOST_EXAMPLES) {
                group.after.add(before);
              } else if (group != null) {
                group.afterMore++;
              }
            }

            @Override
            public void more(int befores, int after) {
              Group group = byRepresentative.get(after);
              if (group != null) {
                group.afterMore += befores;
              }
            }
          });
    }
    List<Waiting> all = new ArrayList<>();
    for (Group group : groups) {
      List<String> more =
          group.afterMore == 0 ? List.of() : List.of("and for " + group.afterMore + " more");
      all.add(
          new Waiting(
              job.plan.id(), group.tasks, group.first, "", more, List.copyOf(group.after), false));
    }
    if (rest > 0) {
      String why = "come after other tasks of the job";
      all.add(new Waiting(job.plan.id(), rest, List.of(), "", List.of(why), List.of(), false));
    }
    return all;
  }

  private interface Edge {
    void visit(int before, int after);

    /** So many other tasks, of an array that was visited, come before it too. */
    default void more(int befores, int after) {}
  }

  private void forEachEdge(Edge edge) {
    TaskGraph graph = job.plan.rules().tasks();
    for (int task = 0; task < digests.length; task++) {
      int before = task;
      if (!job.phase(task).ended()) {
        graph.forEachEdge(
            task,
            (after, mustFinish) -> {
              if (job.phase(after) == Phase.PENDING) {
                job.plan.groups().forEachMember(after, member -> edge.visit(before, member));
              }
            });
      }
    }
    graph.wholeArrays().forEach(span -> forEachTask(span, edge));
  }

  private void forEachTask(TaskGraph.Span span, Edge edge) {
    List<Integer> first = new ArrayList<>();
    int more = 0;
    for (int before = span.before(); before < span.before() + span.befores(); before++) {
      if (!job.phase(before).ended() && first.size() < Waiting.MOST_EXAMPLES) {
        first.add(before);
      } else if (!job.phase(before).ended()) {
        more++;
      }
    }
    for (int after = span.task(); after < span.task() + span.tasks() && !first.isEmpty(); after++) {
      if (job.phase(after) == Phase.PENDING) {
        for (int before : first) {
          edge.visit(before, after);
        }
        edge.more(more, after);
      }
    }
  }

  /** Any distribution will do that makes sums differ (the constants are SplitMix64's). */
  private static long mixed(int task) {
    long mixed = (task + 1) * 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}

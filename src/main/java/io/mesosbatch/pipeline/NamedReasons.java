package io.mesosbatch.pipeline;

import io.mesosbatch.job.TaskKey;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.TaskRecord;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The core knows tasks by number; why a task was skipped is told with the ids of its list. */
final class NamedReasons {
  private static final Pattern TASK = Pattern.compile("task (\\d+) of (?:the list|(its group))");

  /** Of one frame; beyond that numbers must do. */
  private static final int MOST_NAMES = 1_000;

  private NamedReasons() {}

  /** The changes, with the ids in the place of the numbers. */
  static List<Change> of(List<Change> changes, JobStore store) {
    Set<TaskKey> named = new LinkedHashSet<>();
    for (Change change : changes) {
      if (change instanceof Change.TaskEnded end && namesTasks(end) && named.size() < MOST_NAMES) {
        TASK.matcher(end.reason()).results().forEach(task -> named.add(key(end, task)));
      }
    }
    if (named.isEmpty()) {
      return changes;
    }
    Map<TaskKey, TaskRecord> tasks = store.tasks(named);
    return changes.stream().map(change -> named(change, tasks)).toList();
  }

  private static boolean namesTasks(Change.TaskEnded end) {
    return end.reason().contains(" of the list") || end.reason().contains(" of its group");
  }

  private static TaskKey key(Change.TaskEnded end, MatchResult task) {
    return new TaskKey(end.task().job(), Integer.parseInt(task.group(1)));
  }

  private static Change named(Change change, Map<TaskKey, TaskRecord> tasks) {
    if (!(change instanceof Change.TaskEnded end) || !namesTasks(end)) {
      return change;
    }
    String reason =
        TASK.matcher(end.reason())
            .replaceAll(
                task -> {
                  TaskRecord known = tasks.get(key(end, task));
                  String text =
                      known == null
                          ? task.group()
                          : "task "
                              + known.spec().id()
                              + (task.group(2) == null ? "" : " of its group");
                  return Matcher.quoteReplacement(text);
                });
    return new Change.TaskEnded(end.task(), end.phase(), reason, end.at());
  }
}

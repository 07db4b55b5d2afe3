package io.mesosbatch.job;

import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.TaskPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes what the readers of both encodings read, checks it and hands it on. After the first problem
 * nothing is handed on, but all is checked.
 */
final class TaskReception {
  private final Optional<ClusterFit> cluster;
  private final ParameterFiles files;
  private final TaskListSink sink;
  private final ProblemList problems = new ProblemList();
  private final TaskIds ids = new TaskIds();
  private final TaskOrder order = new TaskOrder();
  private final GroupMembers groups = new GroupMembers();

  /** Of the task that is being read: its problems so far, still without its id. */
  private final List<TaskListProblem> current = new ArrayList<>();

  private int tasks;

  TaskReception(Optional<ClusterFit> cluster, ParameterFiles files, TaskListSink sink) {
    this.cluster = cluster;
    this.files = files;
    this.sink = sink;
  }

  /** The place of the task that is being read. */
  int index() {
    return tasks;
  }

  /** About the list itself. */
  void problem(String path, int line, int column, String message) {
    problems.add(new TaskListProblem(-1, "", path, line, column, message));
  }

  /** About the task that is being read. */
  void taskProblem(String path, int line, int column, String message) {
    current.add(new TaskListProblem(tasks, "", path, line, column, message));
  }

  /**
   * The task has been read as far as possible.
   *
   * @param line where it begins; 0 if not known
   * @return the task, unless something is wrong with it
   */
  Optional<TaskSpec> task(TaskInfo.Builder info, TaskPolicy policy, int line, int column) {
    if (info.getAgentId().getValue().isEmpty()) {
      info.clearAgentId();
    }
    int reading = current.size();
    FieldProblems found =
        (path, message) -> {
          if (!reported(path, reading)) {
            taskProblem(path, line, column, message);
          }
        };
    TaskSpec task = new TaskSpec(info.buildPartial(), ArrayFile.read(policy, files, found));
    Optional<ArrayTemplate> array = Optional.empty();
    if (task.isArray()) {
      array = ArrayValidator.check(task, this::check, found);
    } else {
      check(task, found);
    }
    boolean good = current.isEmpty() && !task.isArray();
    take(task, array, line, column);
    return good ? Optional.of(task) : Optional.empty();
  }

  /** A task that is like a good one but for its id, its name, its command's texts. */
  void repeated(TaskSpec task, int line, int column) {
    take(task, Optional.empty(), line, column);
  }

  private void take(TaskSpec task, Optional<ArrayTemplate> array, int line, int column) {
    String id = task.id();
    if (!id.isEmpty()) {
      int earlier = array.isPresent() ? ids.add(id, array.get(), tasks) : ids.add(id, tasks);
      if (earlier >= 0) {
        taskProblem("task_id.value", line, column, sameId(earlier));
      }
    }
    array.ifPresent(a -> order.isArray(tasks, a.indices()));
    order.add(tasks, id, task.policy().getAfterList());
    groups.add(
        tasks,
        task,
        array,
        !resourcesAreBad(),
        (path, message) -> taskProblem(path, line, column, message));
    next(id);
    if (problems.isEmpty()) {
      ArrayPieces.cut(task, sink::task);
    }
  }

  private void check(TaskSpec task, FieldProblems problems) {
    TaskValidator.check(task, problems);
    if (cluster.isPresent() && !resourcesAreBad()) {
      cluster.get().problem(task.info()).ifPresent(problem -> problems.found("resources", problem));
    }
  }

  private String sameId(int earlier) {
    return earlier == tasks
        ? "two rows of the array give the same id; each task needs its own"
        : "task " + earlier + " has the same id; each task needs its own";
  }

  /** What stands in the place of the task is no task at all. */
  void noTask(int line, int column, String message) {
    taskProblem("", line, column, message);
    next("");
  }

  private void next(String id) {
    for (TaskListProblem p : current) {
      problems.add(new TaskListProblem(p.task(), id, p.path(), p.line(), p.column(), p.message()));
    }
    current.clear();
    tasks++;
  }

  private boolean resourcesAreBad() {
    return current.stream().anyMatch(problem -> problem.path().contains("resources"));
  }

  /**
   * Whether reading has found something about that field already: then the rest follows from it.
   */
  private boolean reported(String path, int reading) {
    for (int i = 0; i < reading; i++) {
      String known = current.get(i).path();
      if (within(path, known) || within(known, path)) {
        return true;
      }
    }
    return false;
  }

  private static boolean within(String path, String outer) {
    return path.startsWith(outer)
        && !outer.isEmpty()
        && (path.length() == outer.length()
            || path.charAt(outer.length()) == '.'
            || path.charAt(outer.length()) == '[');
  }

  /** The list has been read to its end. */
  void end(Job header) throws InvalidTaskListException {
    // What reading has found already: the rest follows from it.
    Set<String> reported = problems.paths();
    PolicyValidator.check(
        header,
        (path, message) -> {
          if (!reported.contains(path)) {
            problems.add(path, message);
          }
        });
    TaskOrder.Problems ofTasks =
        (task, id, path, message) ->
            problems.add(new TaskListProblem(task, id, path, 0, 0, message));
    order.check(ids, groups::leader, ofTasks);
    groups.check(header, cluster, problems::add, ofTasks);
    if (tasks == 0 && problems.isEmpty()) {
      problems.add("tasks", "there are none; a list needs at least one task");
    }
    if (!problems.isEmpty()) {
      throw problems.toException();
    }
    sink.header(header);
  }

  /** The list cannot be read any further: all that was found up to here. */
  InvalidTaskListException broken(int line, int column, String message) {
    current.forEach(problems::add);
    problem("", line, column, message);
    return problems.toException();
  }
}

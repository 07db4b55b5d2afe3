package io.mesosbatch.job;

import io.mesosbatch.v1.ParameterTable;
import io.mesosbatch.v1.TaskArray;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks an array: its indices, its placeholders, and the tasks that it makes. */
final class ArrayValidator {
  /** Of one array: the core keeps some bytes for each. */
  static final int MOST_TASKS = 10_000_000;

  /** Rows of a table; then no more are looked at. */
  private static final int MOST_BAD_ROWS = 5;

  private ArrayValidator() {}

  /** Checks one task. */
  interface TaskCheck {
    void check(TaskSpec task, FieldProblems problems);
  }

  /**
   * @return the template; empty if there is something wrong with it, which has been reported
   */
  static Optional<ArrayTemplate> check(TaskSpec template, TaskCheck tasks, FieldProblems problems) {
    Counted counted = new Counted(problems);
    indices(template.policy().getArray(), counted.in("array"));
    if (template.policy().getGroup().contains("@{")) {
      counted.found(
          "group",
          "has a placeholder; write one name without: each index makes a group of its own");
    }
    if (counted.count > 0) {
      return Optional.empty();
    }
    ArrayTemplate array = ArrayTemplate.of(template, counted);
    placeholders(array, template.policy().getArray().getParameters(), counted);
    if (counted.count > 0) {
      return Optional.empty();
    }
    if (template.policy().getArray().hasParameters()) {
      rows(array, tasks, counted);
    } else {
      tasks.check(array.task(0), counted);
      if (counted.count == 0 && array.count() > 1) {
        tasks.check(array.task(array.count() - 1), counted);
      }
    }
    return counted.count > 0 ? Optional.empty() : Optional.of(array);
  }

  private static void indices(TaskArray array, FieldProblems problems) {
    boolean range = array.hasFrom() || array.hasTo() || array.hasStep();
    int given = (array.hasCount() ? 1 : 0) + (range ? 1 : 0) + (array.hasParameters() ? 1 : 0);
    if (given != 1) {
      problems.found("", "give one of: count; from and to; parameters");
    } else if (array.hasParameters()) {
      table(array.getParameters(), problems.in("parameters"));
    } else if (array.hasCount()) {
      count(Integer.toUnsignedLong(array.getCount()), problems.in("count"));
    } else {
      range(array, problems);
    }
  }

  private static void count(long count, FieldProblems problems) {
    if (count < 1) {
      problems.found("", "an array has at least one task");
    } else if (count > MOST_TASKS) {
      problems.found("", "an array has at most " + MOST_TASKS + " tasks, not " + count);
    }
  }

  private static void range(TaskArray array, FieldProblems problems) {
    if (!array.hasTo()) {
      problems.found("to", "is missing: the last index");
    } else if (array.hasStep() && array.getStep() < 1) {
      problems.found("step", "must be at least 1, not " + array.getStep());
    } else if (array.getFrom() < 0) {
      problems.found("from", "must be 0 or more, not " + array.getFrom());
    } else if (array.getTo() < array.getFrom()) {
      problems.found("to", "must not be less than from, which is " + array.getFrom());
    } else {
      long step = array.hasStep() ? array.getStep() : 1;
      // Of all the numbers there are, one more is none.
      long more = Math.min((array.getTo() - array.getFrom()) / step, Long.MAX_VALUE - 1);
      count(more + 1, problems.in("to"));
    }
  }

  private static void table(ParameterTable table, FieldProblems problems) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < table.getColumnsCount(); i++) {
      String name = table.getColumns(i);
      if (!PlaceholderText.isName(name) || name.equals(ArrayTemplate.INDEX)) {
        problems.found(
            "columns[" + i + "]",
            "\""
                + name
                + "\" cannot be a column: letters, digits, _, . and - make a name, and"
                + " index is the place of the row");
      } else if (!names.add(name)) {
        problems.found("columns[" + i + "]", "\"" + name + "\" stands here twice");
      }
    }
    if (table.getColumnsCount() == 0) {
      problems.found("columns", "are missing: the names of the parameters");
    }
    count(table.getRowsCount(), problems.in("rows"));
    int bad = 0;
    for (int i = 0; i < table.getRowsCount() && bad < MOST_BAD_ROWS; i++) {
      int values = table.getRows(i).getValuesCount();
      if (values != table.getColumnsCount()) {
        problems.found(
            "rows[" + i + "]",
            "has " + values + " values for " + table.getColumnsCount() + " columns");
        bad++;
      }
    }
  }

  private static void placeholders(
      ArrayTemplate array, ParameterTable table, FieldProblems problems) {
    List<String> known = new ArrayList<>(table.getColumnsList());
    known.add(ArrayTemplate.INDEX);
    for (String name : array.names()) {
      if (!known.contains(name)) {
        problems.found("array", PlaceholderText.unknown(name, known));
      }
    }
  }

  private static void rows(ArrayTemplate array, TaskCheck tasks, Counted problems) {
    for (int i = 0; i < array.count() && problems.count < MOST_BAD_ROWS; i++) {
      long row = array.indices().at(i);
      tasks.check(
          array.task(i),
          (path, message) ->
              problems.found(path, message + " (array.parameters.rows[" + row + "])"));
    }
  }

  private static final class Counted implements FieldProblems {
    private final FieldProblems problems;
    private int count;

    Counted(FieldProblems problems) {
      this.problems = problems;
    }

    @Override
    public void found(String path, String message) {
      count++;
      problems.found(path, message);
    }
  }
}

package io.mesosbatch.job;

import io.mesosbatch.v1.ParameterTable;
import io.mesosbatch.v1.TaskArray;
import java.util.function.Consumer;

/**
 * Cuts a table of parameters into pieces, each with the template, so that nobody has to read all of
 * a long table for one of its rows.
 */
public final class ArrayPieces {
  /** Rows in a piece; the last one may have fewer. */
  public static final int ROWS = 64;

  private ArrayPieces() {}

  /** Hands on the pieces, in order; of an array without a table the array itself. */
  static void cut(TaskSpec array, Consumer<TaskSpec> sink) {
    ParameterTable table = array.policy().getArray().getParameters();
    if (table.getRowsCount() <= ROWS) {
      sink.accept(array);
      return;
    }
    for (int from = 0; from < table.getRowsCount(); from += ROWS) {
      int to = Math.min(table.getRowsCount(), from + ROWS);
      TaskArray.Builder piece =
          TaskArray.newBuilder()
              .setFrom(from)
              .setParameters(
                  ParameterTable.newBuilder()
                      .addAllColumns(table.getColumnsList())
                      .addAllRows(table.getRowsList().subList(from, to)));
      sink.accept(
          new TaskSpec(array.info(), array.policy().toBuilder().setArray(piece).buildPartial()));
    }
  }

  /** Whether it goes on with the array that the spec before it began. */
  public static boolean continues(TaskSpec spec) {
    TaskArray array = spec.policy().getArray();
    return array.hasParameters() && array.getFrom() > 0;
  }
}

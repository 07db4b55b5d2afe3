package io.mesosbatch.store.jdbc;

import io.mesosbatch.job.ArrayTemplate;
import io.mesosbatch.job.TaskLayout;
import io.mesosbatch.job.TaskSpec;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/** Reads what tasks are: those of an array are made here, of its template. */
final class SpecRows {
  private static final String SELECT = "select t.task_key, part, bytes";
  private static final String ORDER = " order by t.task_key, part";

  private SpecRows() {}

  /** Of the tasks of these keys, as far as there are any. */
  static Map<Long, TaskSpec> byKeys(Connection connection, Layouts layouts, Collection<Long> keys)
      throws SQLException {
    Map<Long, TaskSpec> found = new HashMap<>();
    Map<Long, List<Made>> made = new HashMap<>();
    TreeSet<Long> blocks = new TreeSet<>();
    long job = -1;
    TaskLayout layout = TaskLayout.PLAIN;
    for (long key : keys) {
      if (StoredKey.job(key) != job) {
        job = StoredKey.job(key);
        layout = layouts.of(connection, job);
      }
      TaskLayout.Place place = layout.of(StoredKey.index(key));
      long spec = StoredKey.of(job, place.spec());
      made.computeIfAbsent(spec, s -> new ArrayList<>(1)).add(new Made(key, place));
      blocks.add(SpecBlock.keyOf(spec));
    }
    Map<Long, TaskSpec> specs =
        read(TaskRows.byKeys(connection, SELECT, "spec", ORDER, blocks), made::containsKey);
    specs.forEach((key, spec) -> make(spec, made.get(key), found));
    return found;
  }

  /** A task and where it comes from. */
  private record Made(long key, TaskLayout.Place place) {}

  private static void make(TaskSpec spec, List<Made> tasks, Map<Long, TaskSpec> into) {
    if (!tasks.get(0).place.array()) {
      into.put(tasks.get(0).key, spec);
      return;
    }
    ArrayTemplate template = ArrayTemplate.of(spec);
    for (Made task : tasks) {
      if (task.place.inSpec() < template.count()) {
        into.put(task.key, template.task(task.place.inSpec()));
      }
    }
  }

  /** Of a job without arrays, from one key to before another; {@code from} is that of a block. */
  static Map<Long, TaskSpec> byRange(Connection connection, long from, long to)
      throws SQLException {
    return read(TaskRows.byRange(connection, SELECT, "spec", ORDER, from, to), key -> true);
  }

  private static Map<Long, TaskSpec> read(PreparedStatement select, LongPredicate wanted)
      throws SQLException {
    Map<Long, TaskSpec> specs = new HashMap<>();
    try (select;
        ResultSet rows = select.executeQuery()) {
      long block = -1;
      ByteArrayOutputStream parts = null;
      while (rows.next()) {
        if (rows.getInt(2) == 0) {
          unpack(block, parts, wanted, specs);
          parts = new ByteArrayOutputStream();
          block = rows.getLong(1);
        }
        parts.writeBytes(rows.getBytes(3));
      }
      unpack(block, parts, wanted, specs);
    }
    return specs;
  }

  private static void unpack(
      long block, ByteArrayOutputStream parts, LongPredicate wanted, Map<Long, TaskSpec> specs) {
    if (parts != null) {
      SpecBlock.read(
          parts.toByteArray(),
          place -> wanted.test(block + place),
          (place, spec) -> specs.put(block + place, spec));
    }
  }
}

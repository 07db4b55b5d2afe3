package io.mesosbatch.store.jdbc;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.store.AttemptRecord;
import io.mesosbatch.store.TaskRecord;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads tasks: by their keys, or all of a stretch of a list. */
final class TaskRows {
  private static final String TASK =
      "select t.task_key, phase, not_before, ended_because, attempt, agent_id,"
          + " hostname, agent_url, launched_at, running_at, ended_at, state, reason, status, free";
  private static final String EARLIER =
      "select t.task_key, attempt, agent_id,"
          + " hostname, agent_url, launched_at, running_at, ended_at, state, reason, status, free";
  private static final String BY_KEYS =
      " from unnest(cast(? as bigint array)) as k (task_key) join %s t on t.task_key = k.task_key";
  private static final String BY_RANGE = " from %s t where t.task_key >= ? and t.task_key < ?";

  private static final String EARLIER_ORDER = " order by t.task_key, attempt";

  /** H2 takes arrays of at most 65,536. */
  private static final int MOST_KEYS = 10_000;

  private TaskRows() {}

  /** Those of the tasks that have a row: that are no longer as new. */
  static List<StoredTask> read(Connection connection, SortedSet<Long> keys) throws SQLException {
    List<StoredTask> found = new ArrayList<>();
    for (List<Long> slice : slices(keys)) {
      found.addAll(tasks(byKeys(connection, TASK, "task", "", slice)));
    }
    return found;
  }

  /** The tasks of these keys that there are, in the order of the keys. */
  static Map<Long, TaskRecord> records(Connection connection, Layouts layouts, SortedSet<Long> keys)
      throws SQLException {
    Map<Long, TaskRecord> records = new TreeMap<>();
    for (List<Long> slice : slices(keys)) {
      records.putAll(
          join(
              SpecRows.byKeys(connection, layouts, slice),
              tasks(byKeys(connection, TASK, "task", "", slice)),
              attempts(byKeys(connection, EARLIER, "earlier_attempt", EARLIER_ORDER, slice))));
    }
    return records;
  }

  /** The keys, from one to before another, of the tasks that have a row. */
  static SortedSet<Long> begun(Connection connection, long from, long to) throws SQLException {
    SortedSet<Long> keys = new TreeSet<>();
    try (PreparedStatement select = byRange(connection, "select t.task_key", "task", "", from, to);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        keys.add(rows.getLong(1));
      }
    }
    return keys;
  }

  /** Of the tasks of these keys that there are. */
  static Map<Long, TaskSpec> specs(Connection connection, Layouts layouts, List<Long> keys)
      throws SQLException {
    Map<Long, TaskSpec> specs = new HashMap<>();
    for (List<Long> slice : slices(keys)) {
      specs.putAll(SpecRows.byKeys(connection, layouts, slice));
    }
    return specs;
  }

  private static List<List<Long>> slices(Collection<Long> keys) {
    List<Long> all = List.copyOf(keys);
    List<List<Long>> slices = new ArrayList<>();
    for (int from = 0; from < all.size(); from += MOST_KEYS) {
      slices.add(all.subList(from, Math.min(all.size(), from + MOST_KEYS)));
    }
    return slices;
  }

  /**
   * All tasks of a job without arrays from one key to before another, in order.
   *
   * @param from the key of a block
   */
  static Map<Long, TaskRecord> records(Connection connection, long from, long to)
      throws SQLException {
    return join(
        SpecRows.byRange(connection, from, to),
        tasks(byRange(connection, TASK, "task", "", from, to)),
        attempts(byRange(connection, EARLIER, "earlier_attempt", EARLIER_ORDER, from, to)));
  }

  private static Map<Long, TaskRecord> join(
      Map<Long, TaskSpec> specs, List<StoredTask> rows, Map<Long, List<AttemptRecord>> earlier) {
    Map<Long, TaskRecord> records = new TreeMap<>();
    specs.forEach(
        (key, spec) ->
            records.put(
                key, new TaskRecord(StoredKey.parse(key), spec, Phase.PENDING, 0, List.of(), "")));
    for (StoredTask row : rows) {
      TaskSpec spec = specs.get(row.key);
      if (spec != null) {
        List<AttemptRecord> attempts = new ArrayList<>(earlier.getOrDefault(row.key, List.of()));
        if (row.last.number() > 0) {
          attempts.add(row.last.toRecord());
        }
        records.put(
            row.key,
            new TaskRecord(
                StoredKey.parse(row.key),
                spec,
                row.phase,
                row.notBefore,
                List.copyOf(attempts),
                row.endedBecause));
      }
    }
    return records;
  }

  private static List<StoredTask> tasks(PreparedStatement select) throws SQLException {
    List<StoredTask> tasks = new ArrayList<>();
    try (select;
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        tasks.add(
            new StoredTask(
                rows.getLong(1),
                PhaseCode.parse(rows.getInt(2)),
                rows.getLong(3),
                rows.getString(4),
                StoredAttempt.read(rows, 5)));
      }
    }
    return tasks;
  }

  private static Map<Long, List<AttemptRecord>> attempts(PreparedStatement select)
      throws SQLException {
    Map<Long, List<AttemptRecord>> attempts = new HashMap<>();
    try (select;
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        attempts
            .computeIfAbsent(rows.getLong(1), key -> new ArrayList<>())
            .add(StoredAttempt.read(rows, 2).toRecord());
      }
    }
    return attempts;
  }

  static PreparedStatement byKeys(
      Connection connection, String select, String table, String order, Collection<Long> keys)
      throws SQLException {
    PreparedStatement statement =
        connection.prepareStatement(select + BY_KEYS.formatted(table) + order);
    Array array = connection.createArrayOf("bigint", keys.toArray());
    statement.setArray(1, array);
    return statement;
  }

  static PreparedStatement byRange(
      Connection connection, String select, String table, String order, long from, long to)
      throws SQLException {
    PreparedStatement statement =
        connection.prepareStatement(select + BY_RANGE.formatted(table) + order);
    statement.setLong(1, from);
    statement.setLong(2, to);
    return statement;
  }
}

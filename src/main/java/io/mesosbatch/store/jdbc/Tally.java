package io.mesosbatch.store.jdbc;

import io.mesosbatch.job.Phase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The numbers of a job's tasks by phase, kept up to date with every change. */
final class Tally {
  private static final List<Phase> COLUMNS =
      List.of(
          Phase.LAUNCHED, Phase.RUNNING, Phase.FINISHED, Phase.FAILED, Phase.KILLED, Phase.SKIPPED);

  private Tally() {}

  static void create(Connection connection, long job) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into tally values (?, 0, 0, 0, 0, 0, 0)")) {
      insert.setLong(1, job);
      insert.executeUpdate();
    }
  }

  static void add(Connection connection, Collection<StoredTask> changed) throws SQLException {
    Map<Long, int[]> deltas = new TreeMap<>();
    for (StoredTask task : changed) {
      int before = task.before == null ? -1 : COLUMNS.indexOf(task.before);
      int now = COLUMNS.indexOf(task.phase);
      if (before != now) {
        int[] delta =
            deltas.computeIfAbsent(StoredKey.job(task.key), job -> new int[COLUMNS.size()]);
        if (before >= 0) {
          delta[before]--;
        }
        if (now >= 0) {
          delta[now]++;
        }
      }
    }
    if (deltas.isEmpty()) {
      return;
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            "update tally set launched = launched + ?, running = running + ?, finished = finished +"
                + " ?, failed = failed + ?, killed = killed + ?, skipped = skipped + ? where job ="
                + " ?")) {
      for (Map.Entry<Long, int[]> delta : deltas.entrySet()) {
        for (int i = 0; i < COLUMNS.size(); i++) {
          update.setInt(i + 1, delta.getValue()[i]);
        }
        update.setLong(COLUMNS.size() + 1, delta.getKey());
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  /** Only those that finished are not pending. */
  static void rerun(Connection connection, long job) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update tally set launched = 0, running = 0, failed = 0, killed = 0, skipped = 0"
                + " where job = ?")) {
      update.setLong(1, job);
      update.executeUpdate();
    }
  }

  static Map<Phase, Integer> read(Connection connection, long job) throws SQLException {
    Map<Phase, Integer> counts = new EnumMap<>(Phase.class);
    try (PreparedStatement select =
        connection.prepareStatement(
            "select tasks, launched, running, finished, failed, killed, skipped"
                + " from job join tally on tally.job = job.job where job.job = ? and stage <= ?")) {
      select.setLong(1, job);
      select.setInt(2, JobRows.REPORTED);
      try (ResultSet row = select.executeQuery()) {
        if (row.next()) {
          int pending = row.getInt(1);
          for (int i = 0; i < COLUMNS.size(); i++) {
            counts.put(COLUMNS.get(i), row.getInt(i + 2));
            pending -= row.getInt(i + 2);
          }
          counts.put(Phase.PENDING, pending);
        }
      }
    }
    counts.values().removeIf(count -> count == 0);
    return counts;
  }
}

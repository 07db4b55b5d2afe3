package io.mesosbatch.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Deletes old jobs, in slices, so that no transaction is long and others go on meanwhile. */
final class Deletion {
  private static final int SLICE = 10_000;
  private static final List<String> TABLES = List.of("earlier_attempt", "task", "spec");

  private Deletion() {}

  /** All tasks stored under the job's number. */
  static void tasks(Database database, long job) {
    for (String table : TABLES) {
      while (database.write(connection -> slice(connection, table, job))) {}
    }
  }

  private static boolean slice(Connection connection, String table, long job) throws SQLException {
    long end = StoredKey.of(job + 1, 0);
    long first;
    try (PreparedStatement select =
        connection.prepareStatement(
            "select min(task_key) from " + table + " where task_key >= ? and task_key < ?")) {
      select.setLong(1, StoredKey.of(job, 0));
      select.setLong(2, end);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        first = row.getLong(1);
        if (row.wasNull()) {
          return false;
        }
      }
    }
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from " + table + " where task_key >= ? and task_key < ?")) {
      delete.setLong(1, first);
      delete.setLong(2, Math.min(end, first + SLICE));
      delete.executeUpdate();
    }
    return true;
  }

  /** Jobs that ended before then and are reported, and those whose deletion was interrupted. */
  static List<Long> due(Connection connection, long before) throws SQLException {
    List<Long> due = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select job from job where stage = ? or (stage = ? and ended_at < ?) order by job")) {
      select.setInt(1, JobRows.BEING_DELETED);
      select.setInt(2, JobRows.REPORTED);
      select.setLong(3, before);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          due.add(rows.getLong(1));
        }
      }
    }
    return due;
  }

  /**
   * @return false if it runs again since it was found to be due
   */
  static boolean job(Database database, long job) {
    boolean begun =
        database.durably(
            connection -> {
              JobRows.stage(connection, job, JobRows.REPORTED, JobRows.BEING_DELETED);
              return JobRows.isAt(connection, job, JobRows.BEING_DELETED);
            });
    if (!begun) {
      return false;
    }
    tasks(database, job);
    database.write(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement("delete from tally where job = ?")) {
            delete.setLong(1, job);
            delete.executeUpdate();
          }
          JobRows.stage(connection, job, JobRows.BEING_DELETED, JobRows.DELETED);
          return null;
        });
    return true;
  }

  /** The rows of deleted jobs, which kept their ids and source keys known. */
  static void forget(Connection connection, long before) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from job where stage = ? and ended_at < ?")) {
      delete.setInt(1, JobRows.DELETED);
      delete.setLong(2, before);
      delete.executeUpdate();
    }
  }
}

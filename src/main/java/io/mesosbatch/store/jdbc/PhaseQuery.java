package io.mesosbatch.store.jdbc;

import io.mesosbatch.job.Phase;
import io.mesosbatch.store.JobRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which tasks of a job are in some phases. A task without a row is PENDING. */
final class PhaseQuery {
  private static final int PAGE = 10_000;

  private PhaseQuery() {}

  static SortedSet<Long> keys(
      Connection connection, JobRecord job, Set<Phase> phases, int offset, int limit)
      throws SQLException {
    if (phases.isEmpty() || limit <= 0) {
      return new TreeSet<>();
    }
    return phases.contains(Phase.PENDING)
        ? withPending(connection, job, phases, offset, limit)
        : stored(connection, job, phases, offset, limit);
  }

  private static SortedSet<Long> stored(
      Connection connection, JobRecord job, Set<Phase> phases, int offset, int limit)
      throws SQLException {
    String codes =
        phases.stream()
            .map(phase -> Integer.toString(PhaseCode.of(phase)))
            .collect(Collectors.joining(", "));
    try (PreparedStatement select =
        connection.prepareStatement(
            "select task_key from task where task_key >= ? and task_key < ? and phase in ("
                + codes
                + ") order by task_key offset ? rows fetch next ? rows only")) {
      select.setLong(1, StoredKey.of(job.number(), 0));
      select.setLong(2, StoredKey.of(job.number() + 1, 0));
      select.setInt(3, offset);
      select.setInt(4, limit);
      SortedSet<Long> keys = new TreeSet<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          keys.add(rows.getLong(1));
        }
      }
      return keys;
    }
  }

  private static SortedSet<Long> withPending(
      Connection connection, JobRecord job, Set<Phase> phases, int offset, int limit)
      throws SQLException {
    SortedSet<Long> keys = new TreeSet<>();
    long toSkip = offset;
    Phase[] page = new Phase[PAGE];
    for (int first = 0; first < job.tasks() && keys.size() < limit; first += PAGE) {
      int size = Math.min(PAGE, job.tasks() - first);
      read(connection, job.number(), first, size, page);
      for (int i = 0; i < size && keys.size() < limit; i++) {
        if (phases.contains(page[i]) && toSkip-- <= 0) {
          keys.add(StoredKey.of(job.number(), first + i));
        }
      }
    }
    return keys;
  }

  private static void read(Connection connection, long job, int first, int size, Phase[] page)
      throws SQLException {
    Arrays.fill(page, Phase.PENDING);
    long from = StoredKey.of(job, first);
    try (PreparedStatement select =
        connection.prepareStatement(
            "select task_key, phase from task where task_key >= ? and task_key < ?")) {
      select.setLong(1, from);
      select.setLong(2, from + size);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          page[(int) (rows.getLong(1) - from)] = PhaseCode.parse(rows.getInt(2));
        }
      }
    }
  }
}

package io.mesosbatch.store.jdbc;

import io.mesosbatch.job.TaskKey;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.store.JobStop;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Stores the changes of one frame in one transaction. Several changes of a task are one write: the
 * rows are read, changed here, and written back.
 */
final class Commit {
  private static final String INSERT_TASK =
      "insert into task (phase, not_before, ended_because, "
          + StoredAttempt.COLUMNS
          + ", task_key) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String UPDATE_TASK =
      "update task set phase = ?, not_before = ?, ended_because = ?, "
          + StoredAttempt.COLUMNS.replace(",", " = ?,")
          + " = ? where task_key = ?";
  private static final String INSERT_EARLIER =
      "insert into earlier_attempt (task_key, "
          + StoredAttempt.COLUMNS
          + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final Connection connection;

  /** In the order of keys, so that neighbours are written together. */
  private final TreeMap<Long, StoredTask> tasks = new TreeMap<>();

  private final RecentTasks recent;

  private Commit(Connection connection, RecentTasks recent) {
    this.connection = connection;
    this.recent = recent;
  }

  /**
   * @param recent taken from, not added to
   * @return the tasks as they are stored when the transaction is
   */
  static Collection<StoredTask> run(Connection connection, RecentTasks recent, List<Change> changes)
      throws SQLException {
    return new Commit(connection, recent).run(changes);
  }

  private Collection<StoredTask> run(List<Change> changes) throws SQLException {
    TreeSet<Long> unknown = new TreeSet<>();
    for (Change change : changes) {
      TaskKey task = task(change);
      if (task != null) {
        tasks.computeIfAbsent(StoredKey.of(task), key -> known(key, unknown));
      }
    }
    for (StoredTask stored : TaskRows.read(connection, unknown)) {
      tasks.put(stored.key, stored);
    }
    for (Change change : changes) {
      apply(change);
    }
    Collection<StoredTask> changed = tasks.values();
    write(INSERT_TASK, changed.stream().filter(t -> t.before == null).toList());
    write(UPDATE_TASK, changed.stream().filter(t -> t.before != null).toList());
    writeEarlier(changed.stream().filter(t -> !t.superseded.isEmpty()).toList());
    Tally.add(connection, changed);
    return changed;
  }

  private StoredTask known(long key, TreeSet<Long> unknown) {
    return recent
        .take(key)
        .orElseGet(
            () -> {
              unknown.add(key);
              return new StoredTask(key);
            });
  }

  private static TaskKey task(Change change) {
    if (change instanceof Change.Launched c) {
      return c.task();
    } else if (change instanceof Change.Updated c) {
      return c.task();
    } else if (change instanceof Change.AttemptEnded c) {
      return c.task();
    } else if (change instanceof Change.Requeued c) {
      return c.task();
    } else if (change instanceof Change.TaskEnded c) {
      return c.task();
    }
    return null;
  }

  private void apply(Change change) throws SQLException {
    if (change instanceof Change.FrameworkIdentified c) {
      Settings.put(connection, Settings.FRAMEWORK_ID, c.frameworkId());
    } else if (change instanceof Change.FrameworkForgotten) {
      Settings.remove(connection, Settings.FRAMEWORK_ID);
    } else if (change instanceof Change.Launched c) {
      tasks.get(StoredKey.of(c.task())).launched(c);
    } else if (change instanceof Change.Updated c) {
      tasks.get(StoredKey.of(c.task())).updated(c);
    } else if (change instanceof Change.AttemptEnded c) {
      tasks.get(StoredKey.of(c.task())).attemptEnded(c);
    } else if (change instanceof Change.Requeued c) {
      tasks.get(StoredKey.of(c.task())).requeued(c.notBefore());
    } else if (change instanceof Change.TaskEnded c) {
      tasks.get(StoredKey.of(c.task())).ended(c.phase(), c.reason());
    } else if (change instanceof Change.JobEnded c) {
      JobRows.end(connection, c.job(), c.phase(), c.at());
    } else if (change instanceof Change.JobStopped c) {
      JobRows.stop(connection, c.job(), new JobStop(c.phase(), c.reason(), c.at()));
    }
  }

  private void write(String sql, List<StoredTask> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (StoredTask task : rows) {
        statement.setInt(1, PhaseCode.of(task.phase));
        statement.setLong(2, task.notBefore);
        statement.setString(3, task.endedBecause.isEmpty() ? null : task.endedBecause);
        task.last.write(statement, 4);
        statement.setLong(4 + StoredAttempt.COLUMN_COUNT, task.key);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private void writeEarlier(List<StoredTask> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(INSERT_EARLIER)) {
      for (StoredTask task : rows) {
        for (StoredAttempt attempt : task.superseded) {
          statement.setLong(1, task.key);
          attempt.write(statement, 2);
          statement.addBatch();
        }
      }
      statement.executeBatch();
    }
  }
}

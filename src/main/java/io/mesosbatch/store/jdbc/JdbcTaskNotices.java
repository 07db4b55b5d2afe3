package io.mesosbatch.store.jdbc;

import io.mesosbatch.job.Phase;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.store.TaskNotice;
import io.mesosbatch.store.TaskNotices;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps the notices in a table. Commits come one after the other, so the numbers rise with them.
 */
final class JdbcTaskNotices implements TaskNotices {
  private static final String TOLD = "task_notices_told.";

  private final Database database;
  private volatile Set<Phase> phases = Set.of();

  JdbcTaskNotices(Database database) {
    this.database = database;
  }

  /**
   * In the transaction of the changes. A commit whose answer got lost is tried again: what it ended
   * then has its number already.
   *
   * @param tasks what the changes make of them
   */
  void add(Connection connection, List<Change> changes, Collection<StoredTask> tasks)
      throws SQLException {
    Set<Phase> noted = phases;
    if (noted.isEmpty()) {
      return;
    }
    Set<Long> before = new HashSet<>();
    for (StoredTask task : tasks) {
      if (task.before != null && task.before.ended()) {
        before.add(task.key);
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement("insert into task_notice (task_key) values (?)")) {
      boolean any = false;
      for (Change change : changes) {
        if (change instanceof Change.TaskEnded ended && noted.contains(ended.phase())) {
          long key = StoredKey.of(ended.task());
          if (!before.contains(key)) {
            insert.setLong(1, key);
            insert.addBatch();
            any = true;
          }
        }
      }
      if (any) {
        insert.executeBatch();
      }
    }
  }

  @Override
  public void note(Set<Phase> wanted) {
    phases = Set.copyOf(wanted);
  }

  @Override
  public List<TaskNotice> after(long number, int limit) {
    return database.run(connection -> select(connection, number, limit));
  }

  private static List<TaskNotice> select(Connection connection, long number, int limit)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select number, task_key from task_notice where number > ? order by number"
                + " fetch next ? rows only")) {
      select.setLong(1, number);
      select.setInt(2, limit);
      List<TaskNotice> notices = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          notices.add(new TaskNotice(rows.getLong(1), StoredKey.parse(rows.getLong(2))));
        }
      }
      return notices;
    }
  }

  @Override
  public long told(String way) {
    return database
        .run(connection -> Settings.get(connection, TOLD + way))
        .map(Long::valueOf)
        .orElse(0L);
  }

  @Override
  public void told(String way, long number) {
    database.write(
        connection -> {
          Settings.put(connection, TOLD + way, Long.toString(number));
          return null;
        });
  }

  @Override
  public void forget(long number) {
    database.write(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement("delete from task_notice where number <= ?")) {
            delete.setLong(1, number);
            delete.executeUpdate();
          }
          return null;
        });
  }
}

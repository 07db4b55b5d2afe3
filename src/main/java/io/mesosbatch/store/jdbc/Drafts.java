package io.mesosbatch.store.jdbc;

import io.mesosbatch.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The numbers under which lists are being stored, and the removal of what never became a job. */
final class Drafts {
  private static final Logger LOG = LoggerFactory.getLogger(Drafts.class);

  private final Database database;

  /** Drafts of this program that are under way. */
  private final Set<Long> open = ConcurrentHashMap.newKeySet();

  Drafts(Database database) {
    this.database = database;
  }

  /** A draft that is more than one transaction. */
  long beginLong(Connection connection) throws SQLException {
    long number = begin(connection);
    open.add(number);
    return number;
  }

  /** The number of the job that may come of it. */
  long begin(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into draft (started_at) values (?)", new String[] {"job"})) {
      insert.setLong(1, System.currentTimeMillis());
      insert.executeUpdate();
      try (ResultSet keys = insert.getGeneratedKeys()) {
        keys.next();
        return keys.getLong(1);
      }
    }
  }

  /**
   * It is a job now, in the same transaction.
   *
   * @throws StoreException it was removed as a leftover
   */
  void end(Connection connection, long number) throws SQLException {
    if (!delete(connection, number)) {
      throw new StoreException(
          "the tasks of this list are no longer in the store: is another program using it?", null);
    }
  }

  private static boolean delete(Connection connection, long number) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from draft where job = ?")) {
      delete.setLong(1, number);
      return delete.executeUpdate() == 1;
    }
  }

  /** Removes the draft unless it has become a job. If the store is away, that is done later. */
  void discard(long number) {
    try {
      remove(number);
    } catch (StoreException e) {
      LOG.debug("The tasks of a list that was not accepted are still stored", e);
    } finally {
      open.remove(number);
    }
  }

  private void remove(long number) {
    if (!database.write(connection -> lock(connection, number))) {
      return;
    }
    Deletion.tasks(database, number);
    database.write(connection -> delete(connection, number));
  }

  /** Waits for a commit of the draft that may still be going on, and says if it is a draft yet. */
  private static boolean lock(Connection connection, long number) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select job from draft where job = ? for update")) {
      select.setLong(1, number);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  /** Removes what an earlier run of this program, or a failure of the store, has left behind. */
  void removeLeftovers() {
    List<Long> leftovers = new ArrayList<>();
    database.run(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery("select job from draft")) {
            while (rows.next()) {
              leftovers.add(rows.getLong(1));
            }
          }
          return null;
        });
    leftovers.removeAll(open);
    leftovers.forEach(this::remove);
  }
}

package io.mesosbatch.store.jdbc;

import io.mesosbatch.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.engine.Session;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.message.DbException;
import org.h2.mvstore.MVStoreException;

/** What is peculiar to H2. */
final class H2 {
  /**
   * WRITE_DELAY 0: a commit returns only when its changes are written to the file, by the same
   * thread. With a delay H2's own thread writes them, and not even CHECKPOINT waits for it.
   *
   * <p>RETENTION_TIME (ms): how soon the space of old versions is used again. The default of 45 s
   * lets a busy file grow by gigabytes; since each of our commits is synced, it need not be long.
   *
   * <p>MAX_COMPACT_TIME 0: when it closes, H2 moves what is in the file about to make it smaller. A
   * kill in the middle of that can bring back an old state, without what was committed last.
   */
  static final String SETTINGS =
      ";WRITE_DELAY=0;RETENTION_TIME=2000;MAX_COMPACT_TIME=0;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=64"
          + ";LOCK_TIMEOUT=10000;TRACE_LEVEL_FILE=0";

  /** retry: an interrupt in the middle of a read or write closes the file; it is opened again. */
  static final String FILE_URL = "jdbc:h2:retry:";

  private static final int FILLED_PERCENT = 90;

  private H2() {}

  /** For this user alone: tasks may carry secrets. */
  static void makeDirectory(String url) {
    if (!url.startsWith(FILE_URL)) {
      return;
    }
    String file = url.substring(FILE_URL.length()).split(";", 2)[0];
    Path directory = Path.of(file).toAbsolutePath().getParent();
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory);
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
      }
    } catch (IOException e) {
      throw new StoreException("the job store's directory cannot be made: " + e, e);
    }
  }

  /** H2 writes at a commit but leaves it to the operating system when that reaches the disk. */
  static void sync(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("checkpoint sync");
    }
  }

  /**
   * H2 writes what has changed to a new place of its file, and uses a place again when nothing of
   * it is left. Without its delay it has no thread that copies the rest out of places that are
   * mostly empty; this does.
   *
   * @param most bytes at once. If the place that is to be emptied first has more, nothing is done.
   * @return whether something was done
   */
  static boolean compact(Connection connection, int most) throws SQLException {
    Session session = connection.unwrap(JdbcConnection.class).getSession();
    if (!(session instanceof SessionLocal local)) {
      return false;
    }
    try {
      return local.getDatabase().getStore().getMvStore().compact(FILLED_PERCENT, most);
    } catch (MVStoreException e) {
      throw DbException.toSQLException(e); // as if it had come by way of SQL
    }
  }
}

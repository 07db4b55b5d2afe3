package io.mesosbatch.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.mesosbatch.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/** The connections, and what a transaction is. */
final class Database implements AutoCloseable {
  private static final int CONNECTIONS = 6;
  private static final long CONNECT_MS = 5_000;

  /** What is left is done the next time. */
  private static final int MOST_COMPACTED_MB = 128;

  private final HikariDataSource pool;
  private final boolean h2;
  private final Failures failures;

  /**
   * H2 writes its maps to the file one after the other, while other threads go on. If one of them
   * commits just then, the file may hold its rows as they were before and its undo log as it is
   * after: killed now, it leaves rows that belong to no transaction, seen at one time and not at
   * another. So there is one writer at a time, from its first change until all is in the file.
   */
  private final ReentrantLock writing = new ReentrantLock();

  /** By which the database knows this program; null before it has taken it over. */
  private volatile String owner;

  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /**
   * @throws StoreException it does not answer, refuses the user, or is in use by another program
   */
  Database(StoreConfig config) {
    h2 = config.isH2();
    failures = new Failures(config.url());
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName("job-store");
    hikari.setJdbcUrl(h2 ? config.url() + H2.SETTINGS : config.url());
    hikari.setUsername(config.user());
    hikari.setPassword(config.password());
    hikari.setMaximumPoolSize(CONNECTIONS);
    hikari.setConnectionTimeout(CONNECT_MS);
    hikari.setAutoCommit(false);
    if (h2) {
      // The last connection that closes closes the database: keep them.
      hikari.setMaxLifetime(0);
      hikari.setIdleTimeout(0);
    } else {
      hikari.setMinimumIdle(1);
      hikari.addDataSourceProperty("reWriteBatchedInserts", "true");
      hikari.addDataSourceProperty("tcpKeepAlive", "true");
      hikari.addDataSourceProperty("connectTimeout", "5");
      hikari.addDataSourceProperty("socketTimeout", "60");
      hikari.addDataSourceProperty("ApplicationName", "mesos-batch");
    }
    try {
      pool = new HikariDataSource(hikari);
    } catch (RuntimeException e) {
      throw failures.opening(e);
    }
  }

  DataSource dataSource() {
    return pool;
  }

  Failures failures() {
    return failures;
  }

  /** What it has written survives the end of this process, whichever, when this returns. */
  <T> T durably(Work<T> work) {
    return write(work, true);
  }

  /** For writing what may be lost. */
  <T> T write(Work<T> work) {
    return write(work, false);
  }

  private <T> T write(Work<T> work, boolean durable) {
    if (!h2) {
      return run(owned(work), durable);
    }
    writing.lock();
    try {
      return run(work, durable);
    } finally {
      writing.unlock();
    }
  }

  /**
   * Another program that has this database as its store writes no more from now on: what it was
   * writing is stored, and what it writes next is refused. H2's file is ours alone anyway.
   */
  void takeOver() {
    if (h2) {
      return;
    }
    String name = UUID.randomUUID().toString();
    run(
        connection -> {
          Settings.put(connection, Settings.OWNER, name);
          return null;
        });
    owner = name;
  }

  private <T> Work<T> owned(Work<T> work) {
    String name = owner;
    if (name == null) {
      return work;
    }
    return connection -> {
      if (!Settings.hold(connection, Settings.OWNER).equals(Optional.of(name))) {
        throw failures.takenOver();
      }
      return work.run(connection);
    };
  }

  /** Keeps H2's file from growing without end; others write in between. */
  void compact() {
    if (!h2) {
      return;
    }
    for (int megabytes : new int[] {1, 8, 64}) {
      int left = MOST_COMPACTED_MB / megabytes;
      while (left > 0 && durably(connection -> H2.compact(connection, megabytes << 20))) {
        left--;
      }
    }
  }

  /** For reading. */
  <T> T run(Work<T> work) {
    return run(work, false);
  }

  /** An interrupt waits until the work is done: it would close H2's file. */
  private <T> T run(Work<T> work, boolean durable) {
    boolean interrupted = Thread.interrupted();
    try {
      return transaction(work, durable);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private <T> T transaction(Work<T> work, boolean durable) {
    Connection connection = null;
    try {
      connection = pool.getConnection();
      T result = work.run(connection);
      connection.commit();
      if (durable && h2) {
        H2.sync(connection);
      }
      return result;
    } catch (SQLException e) {
      rollback(connection, e);
      RuntimeException failure = failures.translate(e);
      if (h2 && failure instanceof StoreException) {
        reopen();
      }
      throw failure;
    } catch (RuntimeException e) {
      rollback(connection, e);
      throw e;
    } finally {
      close(connection);
    }
  }

  /** After a failed write H2 closes the database for good; only new connections open it again. */
  private void reopen() {
    HikariPoolMXBean connections = pool.getHikariPoolMXBean();
    if (connections != null) {
      connections.softEvictConnections();
    }
  }

  private static void rollback(Connection connection, Exception cause) {
    if (connection != null) {
      try {
        connection.rollback();
      } catch (SQLException e) {
        cause.addSuppressed(e);
      }
    }
  }

  private static void close(Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // The work is done or has failed already; the pool drops a connection that it cannot reset.
        return;
      }
    }
  }

  @Override
  public void close() {
    if (h2) {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        // Everything is durable: it takes up the file at the next start as after a kill, so that a
        // kill while it closes is nothing new.
        statement.execute("shutdown immediately");
      } catch (SQLException e) {
        // It is closed, and so is this connection.
        pool.close();
        return;
      }
    }
    pool.close();
  }
}

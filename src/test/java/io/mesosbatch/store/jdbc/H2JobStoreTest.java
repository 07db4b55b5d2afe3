package io.mesosbatch.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.store.JobStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2JobStoreTest extends DurableJobStoreContract {
  @TempDir Path directory;

  @Override
  protected StoreConfig config() {
    return StoreConfig.inDirectory(directory.resolve("data"));
  }

  /** Small jobs that are kept leave holes between what is kept. */
  @Test
  void theFileDoesNotStayMostlyEmpty() throws Exception {
    StoreConfig config = config();
    WrittenJobs written = new WrittenJobs();
    try (JobStore store = JdbcJobStore.open(config);
        Connection connection = DriverManager.getConnection(config.url(), config.user(), "")) {
      AtomicInteger said = new AtomicInteger();
      CrashingWriter.frames(
          store,
          line -> {
            written.hear(line);
            said.incrementAndGet();
          },
          new Random(1),
          () -> said.get() < 1_000);
      assertThat(filledPercent(connection)).isLessThan(30);
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                store.prune(0);
                return filledPercent(connection) >= 50;
              });
      written.check(store, "tidied up");
    }
    try (JobStore store = JdbcJobStore.open(config)) {
      written.check(store, "opened again");
    }
  }

  private static int filledPercent(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select setting_value from information_schema.settings"
                    + " where setting_name = 'info.CHUNKS_FILL_RATE'")) {
      row.next();
      return Integer.parseInt(row.getString(1));
    }
  }
}

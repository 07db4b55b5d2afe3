package io.mesosbatch.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.job.TaskKey;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.store.StoreException;
import io.mesosbatch.store.Tasks;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresJobStoreTest extends DurableJobStoreContract {
  private static PostgresServer server;

  private StoreConfig config;

  @BeforeAll
  static void startServer() throws Exception {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @Override
  protected StoreConfig config() throws Exception {
    if (config == null) {
      config = server.createDatabase();
    }
    return config;
  }

  @Test
  void aServerThatWasAwayIsUsedAgain() throws Exception {
    long number = job("a", 1);
    TaskKey key = new TaskKey(number, 0);
    server.kill();
    try {
      assertThatThrownBy(() -> store.commit(List.of(Tasks.launched(key, 1, 1))))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(config.url());
      assertThatThrownBy(() -> store.job("a"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("does not answer");
      assertThatThrownBy(() -> job("b", 1)).isInstanceOf(StoreException.class);
    } finally {
      server.run();
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(StoreException.class)
        .until(
            () -> {
              store.commit(
                  List.of(Tasks.launched(key, 1, 1), new Change.FrameworkIdentified("f", 2)));
              return true;
            });
    assertThat(store.frameworkId()).contains("f");
    assertThat(store.tasks(List.of(key)).get(key).attempts()).hasSize(1);
    assertThat(accept("b", 1, source("b")).isNew()).isTrue();
  }

  @Test
  void aWrongPasswordIsSaidAndNotShown() {
    StoreConfig wrong = new StoreConfig(config.url(), config.user(), "not-the-secret");
    assertThatThrownBy(() -> JdbcJobStore.open(wrong))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("refuses the user or the password")
        .hasMessageNotContaining("not-the-secret")
        .satisfies(e -> assertThat(trace(e)).doesNotContain("not-the-secret"));
    assertThat(wrong.toString()).doesNotContain("not-the-secret");
  }

  @Test
  void aMissingDatabaseIsSaid() {
    assertThatThrownBy(() -> JdbcJobStore.open(server.config("nowhere")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("no such database");
  }
}

package io.mesosbatch.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.StoreException;
import io.mesosbatch.store.StoreTakenOverException;
import io.mesosbatch.store.Tasks;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
  void whoHadTheStoreBeforeWritesNoMore() throws Exception {
    store.takeOver();
    long number = job("a", 2);
    TaskKey key = new TaskKey(number, 0);
    store.commit(List.of(Tasks.launched(key, 1, 1)));
    try (JobStore other = JdbcJobStore.open(config());
        JobDraft draft = store.draft()) {
      draft.add(new TaskSpec(Tasks.task("late")));
      other.takeOver();
      assertTakenOver(() -> store.commit(List.of(new Change.JobEnded(number, Phase.KILLED, 2))));
      assertTakenOver(() -> draft.commit(header("late"), Optional.empty(), "late", 3));
      assertTakenOver(() -> store.schedules().remove("none"));
      other.commit(List.of(Tasks.launched(new TaskKey(number, 1), 1, 2)));
      assertThat(other.unfinished()).extracting(JobRecord::id).containsExactly("a");
      assertThat(other.counts(number)).isEqualTo(Map.of(Phase.LAUNCHED, 2));

      store.takeOver();
      store.commit(List.of(new Change.JobEnded(number, Phase.KILLED, 4)));
      assertThat(store.unfinished()).isEmpty();
    }
  }

  @Test
  void whoTakesTheStoreOverSeesWhatWasBeingWritten() throws Exception {
    store.takeOver();
    long number = job("a", 1);
    JobStore other = JdbcJobStore.open(config());
    CompletableFuture<Void> written;
    CompletableFuture<List<JobRecord>> seen;
    try (Connection third = connect();
        Statement statement = third.createStatement()) {
      third.setAutoCommit(false);
      statement.execute("select 1 from job where job = " + number + " for update");
      written =
          CompletableFuture.runAsync(
              () -> store.commit(List.of(new Change.JobEnded(number, Phase.KILLED, 2))));
      awaitBlocked(1);
      seen =
          CompletableFuture.supplyAsync(
              () -> {
                other.takeOver();
                return other.unfinished();
              });
      awaitBlocked(2);
      third.rollback();
    }
    written.join();
    assertThat(seen.join()).isEmpty();
    other.close();
  }

  private static void assertTakenOver(ThrowingCallable use) {
    assertThatThrownBy(use)
        .isInstanceOf(StoreTakenOverException.class)
        .hasMessageContaining(" has been taken over by another program");
  }

  @Test
  void aJobThatRunsAgainWhileOthersAreDeletedStays() throws Exception {
    long old = failed("old");
    long again = failed("again");
    CompletableFuture<Integer> pruned;
    try (Connection other = connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("select 1 from job where job = " + old + " for update");
      pruned = CompletableFuture.supplyAsync(() -> store.prune(1_000));
      awaitBlocked(1);
      assertThat(store.rerun(again, 2_000)).isPresent();
      other.rollback();
    }
    assertThat(pruned.join()).isEqualTo(1);
    assertThat(store.job(old)).isEmpty();
    assertThat(store.unfinished()).extracting(JobRecord::number).containsExactly(again);
    assertThat(all(again)).hasSize(2);
    assertThat(store.counts(again)).isEqualTo(Map.of(Phase.PENDING, 2));
  }

  @Test
  void aJobThatIsBeingDeletedDoesNotRunAgain() throws Exception {
    long number = failed("old");
    CompletableFuture<Optional<JobRecord>> again;
    try (Connection other = connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      // As a deletion begins.
      statement.execute(
          "update job set stage = " + JobRows.BEING_DELETED + " where job = " + number);
      again = CompletableFuture.supplyAsync(() -> store.rerun(number, 2_000));
      awaitBlocked(1);
      other.commit();
    }
    assertThat(again.join()).isEmpty();
    assertThat(store.unfinished()).isEmpty();
    assertThat(store.prune(0)).isEqualTo(1);
  }

  private long failed(String id) {
    long number = job(id, 2);
    run(new TaskKey(number, 0), Phase.FAILED);
    store.commit(List.of(new Change.JobEnded(number, Phase.FAILED, 40)));
    store.reported(number);
    return number;
  }

  private Connection connect() throws Exception {
    return DriverManager.getConnection(config.url(), config.user(), config.password());
  }

  /** Until so many transactions wait for others. */
  private void awaitBlocked(int transactions) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              try (Connection connection = connect();
                  Statement statement = connection.createStatement();
                  ResultSet row =
                      statement.executeQuery(
                          "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                              + " and datname = current_database()")) {
                return row.next() && row.getInt(1) >= transactions;
              }
            });
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

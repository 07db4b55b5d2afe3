package io.mesosbatch.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.store.AttemptRecord;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStop;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.JobStoreContract;
import io.mesosbatch.store.StoreException;
import io.mesosbatch.store.TaskNotice;
import io.mesosbatch.store.TaskRecord;
import io.mesosbatch.store.Tasks;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfoService;
import org.junit.jupiter.api.Test;

/** What a store in a database does beside what every store does. */
abstract class DurableJobStoreContract extends JobStoreContract {
  /** The same for the whole test; of an empty database. */
  protected abstract StoreConfig config() throws Exception;

  @Override
  protected JobStore open() throws Exception {
    return JdbcJobStore.open(config());
  }

  protected static String trace(Throwable e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  private void reopen() throws Exception {
    store.close();
    store = open();
  }

  /** Behind the store's back. */
  protected long query(String sql) throws Exception {
    StoreConfig config = config();
    try (Connection connection =
            DriverManager.getConnection(config.url(), config.user(), config.password());
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return statement.getUpdateCount();
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** The database stored it, and its answer got lost. */
  @Test
  void aCommitThatIsTriedAgainChangesNothing() throws Exception {
    store.taskNotices().note(Set.of(Phase.FINISHED, Phase.FAILED));
    long job = job("a", 3);
    TaskKey key = new TaskKey(job, 1);
    TaskStatus failed = Tasks.status("x", TaskState.TASK_FAILED);
    List<Change> changes =
        List.of(
            Tasks.launched(key, 1, 10),
            new Change.AttemptEnded(key, 1, failed, false, 20),
            new Change.Requeued(key, 20, 20),
            Tasks.launched(key, 2, 30),
            new Change.Updated(key, 2, status(TaskState.TASK_RUNNING), 40),
            new Change.AttemptEnded(key, 2, failed, false, 50),
            new Change.TaskEnded(key, Phase.FAILED, 50),
            new Change.JobEnded(job, Phase.FAILED, 50));
    store.commit(changes);
    List<TaskNotice> notices = store.taskNotices().after(0, 9);
    assertThat(notices).hasSize(1);
    TaskRecord task = task(key);
    List<JobRecord> jobs = store.jobs(0, 9);
    Map<Phase, Integer> counts = store.counts(job);

    store.commit(changes);
    assertThat(store.taskNotices().after(0, 9)).isEqualTo(notices);
    assertThat(task(key)).isEqualTo(task);
    assertThat(store.jobs(0, 9)).isEqualTo(jobs);
    assertThat(store.counts(job)).isEqualTo(counts);
    assertThat(store.unreported()).isEqualTo(jobs);

    store.rerun(job, 60).orElseThrow();
    store.commit(List.of(Tasks.launched(key, 3, 70), new Change.TaskEnded(key, Phase.FAILED, 80)));
    assertThat(store.taskNotices().after(0, 9)).as("it ended once more").hasSize(2);
  }

  @Test
  void everythingIsThereAfterARestart() throws Exception {
    long number = accept("a", 100, source("key")).job().number();
    TaskKey key = new TaskKey(number, 42);
    store.commit(
        List.of(
            new Change.FrameworkIdentified("f-1", 1),
            Tasks.launched(key, 1, 10),
            new Change.AttemptEnded(key, 1, Tasks.status("x", TaskState.TASK_FAILED), false, 20),
            new Change.Requeued(key, 99, 20),
            Tasks.launched(key, 2, 100)));
    List<JobRecord> jobs = store.jobs(0, 10);
    List<TaskRecord> tasks = new ArrayList<>();
    store.forEachTask(number, tasks::add);
    reopen();
    assertThat(store.frameworkId()).contains("f-1");
    assertThat(store.jobs(0, 10)).isEqualTo(jobs);
    assertThat(store.unfinished()).isEqualTo(jobs);
    List<TaskRecord> again = new ArrayList<>();
    store.forEachTask(number, again::add);
    assertThat(again).isEqualTo(tasks);
    assertThat(again.get(42).attempts()).hasSize(2);
    assertThat(accept("b", 1, source("key")).isNew()).isFalse();
    assertThat(store.counts(number)).isEqualTo(Map.of(Phase.PENDING, 99, Phase.LAUNCHED, 1));
  }

  @Test
  void aCommitThatIsRepeatedChangesNothing() {
    TaskKey key = new TaskKey(job("a", 2), 0);
    List<Change> changes =
        List.of(
            Tasks.launched(key, 1, 10),
            new Change.Updated(key, 1, Tasks.status("x", TaskState.TASK_RUNNING), 20),
            new Change.AttemptEnded(key, 1, Tasks.status("x", TaskState.TASK_FAILED), false, 30),
            new Change.Requeued(key, 40, 30),
            Tasks.launched(key, 2, 41),
            new Change.Updated(key, 2, Tasks.status("x", TaskState.TASK_RUNNING), 42));
    store.commit(changes);
    TaskRecord once = store.tasks(List.of(key)).get(key);
    Map<Phase, Integer> counts = store.counts(key.job());
    store.commit(changes);
    assertThat(store.tasks(List.of(key)).get(key)).isEqualTo(once);
    assertThat(store.counts(key.job())).isEqualTo(counts);
    assertThat(counts).isEqualTo(Map.of(Phase.PENDING, 1, Phase.RUNNING, 1));
  }

  @Test
  void aCommitIsAllOrNothing() {
    long number = job("a", 2);
    TaskKey key = new TaskKey(number, 0);
    Change.Updated neverLaunched =
        new Change.Updated(
            new TaskKey(number, 1), 1, Tasks.status("x", TaskState.TASK_RUNNING), 20);
    assertThatThrownBy(
            () ->
                store.commit(
                    List.of(
                        new Change.FrameworkIdentified("f", 1),
                        Tasks.launched(key, 1, 10),
                        neverLaunched)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not stored as launched");
    assertThat(store.frameworkId()).isEmpty();
    assertThat(store.counts(number)).isEqualTo(Map.of(Phase.PENDING, 2));
  }

  @Test
  void whatACutOffListHasLeftIsRemovedAtTheNextStart() throws Exception {
    JobDraft cutOff = store.draft();
    addUntilStored(cutOff);
    assertThat(query("select count(*) from draft")).isEqualTo(1);
    reopen();
    assertThat(query("select count(*) from spec")).isZero();
    assertThat(query("select count(*) from draft")).isZero();
    assertThatThrownBy(() -> cutOff.commit(header("a"), Optional.empty(), "", 1))
        .isInstanceOf(StoreException.class);
    assertThat(store.jobs(0, 1)).isEmpty();
  }

  @Test
  void pruningLeavesALongDraftAlone() throws Exception {
    try (JobDraft draft = store.draft()) {
      int tasks = addUntilStored(draft);
      store.prune(Long.MAX_VALUE);
      JobRecord job = draft.commit(header("a"), Optional.empty(), "", 1).job();
      assertThat(job.tasks()).isEqualTo(tasks);
      List<TaskRecord> stored = new ArrayList<>();
      store.forEachTask(job.number(), stored::add);
      assertThat(stored).hasSize(tasks);
    }
    assertThat(store.unfinished()).hasSize(1);
    assertThat(query("select count(*) from draft")).isZero();
  }

  @Test
  void aLongDraftThatIsClosedOrNotNewLeavesNothing() throws Exception {
    accept("a", 1, source("key"));
    try (JobDraft draft = store.draft()) {
      addUntilStored(draft);
      assertThat(draft.commit(header("b"), source("key"), "", 1).isNew()).isFalse();
    }
    try (JobDraft draft = store.draft()) {
      addUntilStored(draft);
    }
    assertThat(query("select count(*) from spec")).isEqualTo(1);
    assertThat(query("select count(*) from draft")).isZero();
  }

  private int addUntilStored(JobDraft draft) throws Exception {
    int tasks = 0;
    while (query("select count(*) from draft") == 0) {
      for (int i = 0; i < 5_000; i++) {
        draft.add(new TaskSpec(Tasks.task("a task with a long name " + Math.random() + tasks)));
        tasks++;
      }
    }
    return tasks;
  }

  @Test
  void aPrunedJobLeavesNothingButItsRow() throws Exception {
    long number = accept("a", 25_000, source("key")).job().number();
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < 25_000; i += 2) {
      changes.add(Tasks.launched(new TaskKey(number, i), 1, 1));
      changes.add(Tasks.launched(new TaskKey(number, i), 2, 2));
    }
    changes.add(new Change.JobEnded(number, Phase.KILLED, 3));
    store.commit(changes);
    store.reported(number);
    assertThat(query("select count(*) from earlier_attempt")).isEqualTo(12_500);
    assertThat(store.prune(4)).isEqualTo(1);
    for (String table : List.of("earlier_attempt", "task", "spec", "tally")) {
      assertThat(query("select count(*) from " + table)).as(table).isZero();
    }
    assertThat(query("select count(*) from job")).isEqualTo(1);
  }

  @Test
  void aDeletionThatWasCutOffIsFinishedLater() throws Exception {
    long number = job("a", 500);
    store.commit(List.of(new Change.JobEnded(number, Phase.FINISHED, 3)));
    store.reported(number);
    query("update job set stage = 4");
    assertThat(store.job("a")).isEmpty();
    assertThat(store.prune(0)).isEqualTo(1);
    assertThat(query("select count(*) from spec")).isZero();
  }

  @Test
  void attemptsCanBeReadByPeople() throws Exception {
    long number = job("a", 3);
    TaskKey key = new TaskKey(number, 2);
    store.commit(List.of(Tasks.launched(key, 1, 1), Tasks.launched(key, 2, 2)));
    assertThat(query("select count(*) from attempt where job = " + number + " and task_index = 2"))
        .isEqualTo(2);
  }

  @Test
  void tablesAreOfTheVersionOfTheLastScript() throws Exception {
    try (Database database = new Database(config())) {
      MigrationInfoService migrations = Schema.flyway(database).info();
      assertThat(migrations.pending()).isEmpty();
      assertThat(migrations.current().getVersion().toString()).isEqualTo(Schema.VERSION);
    }
  }

  /** Written by version 1 of the tables, and never to be changed. */
  @Test
  void aStoreOfVersion1IsRead() throws Exception {
    store.close();
    query("drop view attempt");
    for (String table :
        List.of(
            "setting",
            "draft",
            "job",
            "tally",
            "spec",
            "task",
            "earlier_attempt",
            "task_notice",
            "schedule",
            "schedule_list",
            "\"schema_version\"")) {
      query("drop table " + table);
    }
    String bytes = config().isH2() ? "X'$1'" : "'\\\\x$1'";
    for (String statement : resource("version-1.sql").split(";\\s*\n")) {
      query(statement.replaceAll("\\$\\{bytes:(\\w+)}", bytes));
    }
    try (Database database = new Database(config())) {
      Flyway.configure()
          .configuration(Schema.flyway(database).getConfiguration())
          .ignoreMigrationPatterns("*:pending")
          .load()
          .validate();
    }
    store = open();
    assertThat(store.frameworkId()).contains("f-1");
    JobRecord job = store.job("nightly").orElseThrow();
    assertThat(job.number()).isEqualTo(3);
    assertThat(job.header().getName()).isEqualTo("The nightly run");
    assertThat(job.origin()).isEqualTo("inbox/nightly.json");
    assertThat(job.stop()).contains(new JobStop(Phase.KILLED, "by a user", 1_700));
    assertThat(store.unfinished()).containsExactly(job);
    List<TaskRecord> tasks = new ArrayList<>();
    store.forEachTask(3, tasks::add);
    assertThat(tasks).extracting(task -> task.spec().id()).containsExactly("first", "second");
    assertThat(tasks).extracting(TaskRecord::phase).containsExactly(Phase.RUNNING, Phase.PENDING);
    assertThat(tasks.get(0).attempts())
        .extracting(AttemptRecord::number, AttemptRecord::hostname, AttemptRecord::free)
        .containsExactly(tuple(1, "host-1", true), tuple(2, "host-2", false));
    assertThat(tasks.get(0).attempts().get(1).last().orElseThrow().getState())
        .isEqualTo(TaskState.TASK_RUNNING);
    assertThat(store.counts(3)).isEqualTo(Map.of(Phase.RUNNING, 1, Phase.PENDING, 1));
    assertThat(accept("again", 1, source("digest")).isNew()).isFalse();
    assertThat(accept("next", 1, source("other")).job().number()).isGreaterThan(3);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = JobStoreContract.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void tablesOfALaterVersionAreRefused() throws Exception {
    query(
        "insert into \"schema_version\" (\"installed_rank\", \"version\", \"description\","
            + " \"type\", \"script\", \"installed_by\", \"execution_time\", \"success\")"
            + " values (900, '900', 'later', 'SQL', 'V900__later.sql', 'x', 1, true)");
    store.close();
    store = null;
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("later version")
        .hasMessageContaining("900");
  }
}

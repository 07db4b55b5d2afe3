package io.mesosbatch.store.jdbc;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskLayout;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.ScheduleStore;
import io.mesosbatch.store.StoreException;
import io.mesosbatch.store.TaskNotices;
import io.mesosbatch.store.TaskRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Keeps all in a database: H2 in a file, or PostgreSQL. One program at a time may use it; of
 * several on PostgreSQL the last one that has taken it over can write.
 *
 * <p>What a method has stored when it returns survives the end of the process and, if the disk does
 * not lie about what it has written, a loss of power. While the database is away every method
 * throws StoreException; it works again by itself when the database is back.
 */
public final class JdbcJobStore implements JobStore {
  private static final int PAGE = 16 * SpecBlock.TASKS;

  private final Database database;
  private final Drafts drafts;
  private final JdbcTaskNotices notices;
  private final JdbcSchedules schedules;
  private final Layouts layouts = new Layouts();
  private final Object commitLock = new Object();

  /** Under the lock; forgotten when a transaction fails, as nobody knows then what is stored. */
  private RecentTasks recent = new RecentTasks();

  private JdbcJobStore(Database database) {
    this.database = database;
    this.drafts = new Drafts(database);
    this.notices = new JdbcTaskNotices(database);
    this.schedules = new JdbcSchedules(database);
  }

  /**
   * Opens the store; makes its tables, or brings them to the present version; removes what lists
   * that were cut off have left.
   *
   * @throws StoreException the database does not answer, refuses the user, is in use by another
   *     program, or was written by a later version of this one
   */
  public static JdbcJobStore open(StoreConfig config) {
    if (config.isH2()) {
      H2.makeDirectory(config.url());
    }
    Database database = Schema.open(config);
    try {
      JdbcJobStore store = new JdbcJobStore(database);
      store.drafts.removeLeftovers();
      return store;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  @Override
  public void takeOver() {
    database.takeOver();
  }

  @Override
  public Optional<String> frameworkId() {
    return database.run(connection -> Settings.get(connection, Settings.FRAMEWORK_ID));
  }

  @Override
  public JobDraft draft() {
    return new JdbcDraft(database, drafts);
  }

  @Override
  public void commit(List<Change> changes) {
    synchronized (commitLock) {
      RecentTasks next = recent;
      recent = new RecentTasks();
      Collection<StoredTask> changed =
          database.durably(
              connection -> {
                Collection<StoredTask> tasks = Commit.run(connection, next, changes);
                notices.add(connection, changes, tasks);
                return tasks;
              });
      next.stored(changed);
      recent = next;
    }
  }

  @Override
  public Map<TaskKey, TaskRecord> tasks(Collection<TaskKey> keys) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    TreeSet<Long> stored = new TreeSet<>();
    keys.forEach(key -> stored.add(StoredKey.of(key)));
    Map<Long, TaskRecord> found =
        database.run(connection -> TaskRows.records(connection, layouts, stored));
    Map<TaskKey, TaskRecord> records = new LinkedHashMap<>();
    for (TaskKey key : keys) {
      TaskRecord record = found.get(StoredKey.of(key));
      if (record != null) {
        records.put(key, record);
      }
    }
    return records;
  }

  @Override
  public Map<TaskKey, TaskSpec> specs(Collection<TaskKey> keys) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    List<Long> stored = keys.stream().map(StoredKey::of).sorted().toList();
    Map<Long, TaskSpec> found =
        database.run(connection -> TaskRows.specs(connection, layouts, stored));
    Map<TaskKey, TaskSpec> specs = new HashMap<>();
    found.forEach((key, spec) -> specs.put(StoredKey.parse(key), spec));
    return specs;
  }

  @Override
  public List<JobRecord> unfinished() {
    return database.run(JobRows::underWay);
  }

  @Override
  public List<JobRecord> unreported() {
    return database.run(JobRows::unreported);
  }

  @Override
  public void reported(long job) {
    database.durably(
        connection -> {
          JobRows.stage(connection, job, JobRows.ENDED, JobRows.REPORTED);
          return null;
        });
  }

  @Override
  public Optional<JobRecord> rerun(long job, long now) {
    synchronized (commitLock) {
      return database.durably(connection -> Rerun.run(connection, job, now));
    }
  }

  @Override
  public Optional<JobRecord> job(String id) {
    return database.run(connection -> JobRows.byId(connection, id));
  }

  @Override
  public Optional<JobRecord> job(long number) {
    return database.run(connection -> JobRows.byNumber(connection, number));
  }

  @Override
  public List<JobRecord> jobs(int offset, int limit) {
    return database.run(connection -> JobRows.newestFirst(connection, offset, limit));
  }

  @Override
  public void forEachSpec(long job, Consumer<TaskSpec> consumer) {
    JobRecord record = job(job).orElse(null);
    int specs = record == null ? 0 : TaskLayout.of(record.header()).specs(record.tasks());
    for (int first = 0; first < specs; first += PAGE) {
      long from = StoredKey.of(job, first);
      long to = StoredKey.of(job, Math.min(specs, first + PAGE));
      database
          .run(connection -> new TreeMap<>(SpecRows.byRange(connection, from, to)))
          .values()
          .forEach(consumer);
    }
  }

  @Override
  public void forEachBegunTask(long job, Consumer<TaskRecord> consumer) {
    int tasks = job(job).map(JobRecord::tasks).orElse(0);
    for (int first = 0; first < tasks; first += PAGE) {
      long from = StoredKey.of(job, first);
      database
          .run(
              connection ->
                  TaskRows.records(
                      connection, layouts, TaskRows.begun(connection, from, from + PAGE)))
          .values()
          .forEach(consumer);
    }
  }

  @Override
  public void forEachTask(long job, Consumer<TaskRecord> consumer) {
    JobRecord record = job(job).orElse(null);
    if (record == null) {
      return;
    }
    boolean plain = TaskLayout.of(record.header()).isPlain();
    for (int first = 0; first < record.tasks(); first += PAGE) {
      long from = StoredKey.of(job, first);
      long to = StoredKey.of(job, Math.min(record.tasks(), first + PAGE));
      database
          .run(
              connection ->
                  plain ? TaskRows.records(connection, from, to) : page(connection, from, to))
          .values()
          .forEach(consumer);
    }
  }

  private Map<Long, TaskRecord> page(Connection connection, long from, long to)
      throws SQLException {
    SortedSet<Long> keys =
        LongStream.range(from, to).boxed().collect(Collectors.toCollection(TreeSet::new));
    return TaskRows.records(connection, layouts, keys);
  }

  @Override
  public List<TaskRecord> tasks(long job, Set<Phase> phases, int offset, int limit) {
    return job(job)
        .map(
            record ->
                database.run(
                    connection ->
                        List.copyOf(
                            TaskRows.records(
                                    connection,
                                    layouts,
                                    PhaseQuery.keys(connection, record, phases, offset, limit))
                                .values())))
        .orElse(List.of());
  }

  @Override
  public ScheduleStore schedules() {
    return schedules;
  }

  @Override
  public TaskNotices taskNotices() {
    return notices;
  }

  @Override
  public Map<Phase, Integer> counts(long job) {
    return database.run(connection -> Tally.read(connection, job));
  }

  @Override
  public int prune(long before) {
    drafts.removeLeftovers();
    List<Long> due = database.run(connection -> Deletion.due(connection, before));
    int deleted = 0;
    for (long job : due) {
      deleted += Deletion.job(database, job) ? 1 : 0;
    }
    database.write(
        connection -> {
          Deletion.forget(connection, before - SOURCES_KEPT.toMillis());
          return null;
        });
    database.compact();
    return deleted;
  }

  @Override
  public void close() {
    database.close();
  }
}

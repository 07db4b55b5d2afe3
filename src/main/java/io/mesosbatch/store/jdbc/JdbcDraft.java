package io.mesosbatch.store.jdbc;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskLayout;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.store.DuplicateJobException;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.SourceKey;
import io.mesosbatch.store.StoreException;
import io.mesosbatch.v1.Job;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Tasks go to the store some thousands at a time, under a number that is no job's yet; the commit
 * makes it one. So a million tasks need little memory, and no transaction is long. While some are
 * packed and stored by a thread of their own, the next ones come in.
 */
final class JdbcDraft implements JobDraft {
  private static final int FLUSH_BYTES = 1 << 21;

  /** H2 takes 1 MiB in a column; a block that is larger has several rows. */
  private static final int PART_BYTES = 1_000_000;

  private static final int ATTEMPTS = 5;

  private final Database database;
  private final Drafts drafts;
  private final SpecBlock.Writer writer = new SpecBlock.Writer();
  private List<byte[]> blocks = new ArrayList<>();
  private int blockBytes;
  private int flushedBlocks;
  private final TaskLayout.Builder layout = new TaskLayout.Builder();
  private ExecutorService thread;
  private CompletableFuture<Void> storing = CompletableFuture.completedFuture(null);

  /** 0 before the first flush. */
  private long number;

  private boolean closed;

  JdbcDraft(Database database, Drafts drafts) {
    this.database = database;
    this.drafts = drafts;
  }

  @Override
  public void add(TaskSpec task) {
    writer.add(task);
    layout.add(task);
    if (writer.tasks() == SpecBlock.TASKS) {
      finishBlock();
      if (blockBytes >= FLUSH_BYTES) {
        flush();
      }
    }
  }

  private void finishBlock() {
    byte[] block = writer.finish();
    blocks.add(block);
    blockBytes += block.length;
  }

  private void flush() {
    if (number == 0) {
      number = database.write(drafts::beginLong);
      thread = Executors.newSingleThreadExecutor(JdbcDraft::thread);
    }
    awaitStored();
    List<byte[]> full = blocks;
    int first = flushedBlocks * SpecBlock.TASKS;
    storing = CompletableFuture.runAsync(() -> insert(full, first), thread);
    flushedBlocks += full.size();
    blocks = new ArrayList<>();
    blockBytes = 0;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "job-store-draft");
    thread.setDaemon(true);
    return thread;
  }

  private void awaitStored() {
    try {
      storing.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void insert(List<byte[]> full, int first) {
    List<byte[]> packed = full.stream().map(SpecBlock::pack).toList();
    database.write(
        connection -> {
          insertBlocks(connection, number, packed, first);
          return null;
        });
  }

  private static void insertBlocks(
      Connection connection, long job, List<byte[]> packed, int firstTask) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into spec (task_key, part, bytes) values (?, ?, ?)")) {
      int first = firstTask;
      for (byte[] block : packed) {
        for (int part = 0; part * PART_BYTES < block.length; part++) {
          int from = part * PART_BYTES;
          int to = Math.min(block.length, from + PART_BYTES);
          insert.setLong(1, StoredKey.of(job, first));
          insert.setInt(2, part);
          insert.setBytes(3, Arrays.copyOfRange(block, from, to));
          insert.addBatch();
        }
        first += SpecBlock.TASKS;
      }
      insert.executeBatch();
    }
  }

  @Override
  public Accepted commit(Job header, Optional<SourceKey> source, String origin, long now) {
    if (writer.tasks() > 0) {
      finishBlock();
    }
    awaitStored();
    List<byte[]> rest = blocks.stream().map(SpecBlock::pack).toList();
    Supplier<Accepted> store =
        () -> database.durably(connection -> store(connection, header, source, origin, now, rest));
    // Another draft of the same source or id may be first at any moment: then look again.
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        return store.get();
      } catch (LostRaceException e) {
        continue;
      }
    }
    return store.get();
  }

  private Accepted store(
      Connection connection,
      Job header,
      Optional<SourceKey> source,
      String origin,
      long now,
      List<byte[]> rest)
      throws SQLException {
    if (source.isPresent()) {
      Optional<JobRecord> known = JobRows.bySource(connection, source.get());
      if (known.isPresent()) {
        return new Accepted(known.get(), false);
      }
    }
    if (JobRows.isTaken(connection, header.getId())) {
      throw new DuplicateJobException(header.getId());
    }
    long job = number == 0 ? drafts.begin(connection) : number;
    JobRecord record =
        new JobRecord(
            job,
            layout.stored(header),
            source,
            origin,
            layout.tasks(),
            Phase.PENDING,
            now,
            0,
            Optional.empty());
    insertBlocks(connection, job, rest, flushedBlocks * SpecBlock.TASKS);
    try {
      JobRows.insert(connection, record);
    } catch (SQLException e) {
      if (Failures.isDuplicate(e) || Failures.isConflict(e)) {
        throw new LostRaceException(e);
      }
      throw e;
    }
    Tally.create(connection, job);
    drafts.end(connection, job);
    return new Accepted(record, true);
  }

  /** Not seen outside. */
  private static final class LostRaceException extends StoreException {
    private static final long serialVersionUID = 1L;

    LostRaceException(SQLException cause) {
      super("another job with the same id or source is being stored", cause);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      blocks.clear();
      if (number != 0) {
        storing.exceptionally(problem -> null).join();
        thread.shutdown();
        drafts.discard(number);
      }
    }
  }
}

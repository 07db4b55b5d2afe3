package io.mesosbatch.store.jdbc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosbatch.job.Phase;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStop;
import io.mesosbatch.store.SourceKey;
import io.mesosbatch.store.TooLargeJobException;
import io.mesosbatch.v1.Job;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The jobs' own rows. */
final class JobRows {
  static final int UNDER_WAY = 1;
  static final int ENDED = 2;
  static final int REPORTED = 3;
  static final int BEING_DELETED = 4;
  static final int DELETED = 5;

  private static final String SELECT =
      "select job, header, source_key, origin, tasks, phase, submitted_at, ended_at,"
          + " stop_phase, stop_reason, stopped_at from job ";

  /** What H2 takes in a column. */
  private static final int MOST_HEADER_BYTES = 1_000_000;

  private JobRows() {}

  static List<JobRecord> underWay(Connection connection) throws SQLException {
    return select(connection, "where stage = ? order by job", UNDER_WAY);
  }

  static List<JobRecord> unreported(Connection connection) throws SQLException {
    return select(connection, "where stage = ? order by ended_at, job", ENDED);
  }

  static List<JobRecord> newestFirst(Connection connection, int offset, int limit)
      throws SQLException {
    return select(
        connection,
        "where stage <= ? order by job desc offset ? rows fetch next ? rows only",
        REPORTED,
        offset,
        limit);
  }

  static Optional<JobRecord> byNumber(Connection connection, long job) throws SQLException {
    return one(select(connection, "where job = ? and stage <= ?", job, REPORTED));
  }

  static Optional<JobRecord> byId(Connection connection, String id) throws SQLException {
    return one(select(connection, "where id = ? and stage <= ?", id, REPORTED));
  }

  /** Whatever its stage. */
  static Optional<Job> header(Connection connection, long job) throws SQLException {
    return one(select(connection, "where job = ?", job)).map(JobRecord::header);
  }

  /** Also one that was deleted, as long as it is remembered. */
  static Optional<JobRecord> bySource(Connection connection, SourceKey source) throws SQLException {
    return one(select(connection, "where source_digest = ?", digest(source)));
  }

  /** Also of a job that was deleted. */
  static boolean isTaken(Connection connection, String id) throws SQLException {
    return !select(connection, "where id = ?", id).isEmpty();
  }

  private static Optional<JobRecord> one(List<JobRecord> jobs) {
    return jobs.stream().findFirst();
  }

  private static List<JobRecord> select(Connection connection, String where, Object... parameters)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT + where)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      List<JobRecord> jobs = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          jobs.add(read(rows));
        }
      }
      return jobs;
    }
  }

  private static JobRecord read(ResultSet row) throws SQLException {
    try {
      return new JobRecord(
          row.getLong(1),
          Job.parser().parsePartialFrom(row.getBytes(2)),
          Optional.ofNullable(row.getString(3)).map(SourceKey::new),
          row.getString(4),
          row.getInt(5),
          PhaseCode.parse(row.getInt(6)),
          row.getLong(7),
          row.getLong(8),
          readStop(row));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored job cannot be read", e);
    }
  }

  private static Optional<JobStop> readStop(ResultSet row) throws SQLException {
    int phase = row.getInt(9);
    return row.wasNull()
        ? Optional.empty()
        : Optional.of(new JobStop(PhaseCode.parse(phase), row.getString(10), row.getLong(11)));
  }

  /**
   * @throws TooLargeJobException too much beside the tasks
   */
  static void insert(Connection connection, JobRecord job) throws SQLException {
    byte[] header = job.header().toByteArray();
    if (header.length > MOST_HEADER_BYTES) {
      throw new TooLargeJobException(header.length, MOST_HEADER_BYTES);
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into job (job, id, header, source_key, source_digest, origin, tasks, phase,"
                + " stage, submitted_at, ended_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setLong(1, job.number());
      insert.setString(2, job.id());
      insert.setBytes(3, header);
      insert.setString(4, job.source().map(source -> text(source.value())).orElse(null));
      insert.setBytes(5, job.source().map(JobRows::digest).orElse(null));
      insert.setString(6, text(job.origin()));
      insert.setInt(7, job.tasks());
      insert.setInt(8, PhaseCode.of(Phase.PENDING));
      insert.setInt(9, UNDER_WAY);
      insert.setLong(10, job.submittedAt());
      insert.setLong(11, 0);
      insert.executeUpdate();
    }
  }

  /** PostgreSQL takes no NUL in a text, and no half of a surrogate pair. */
  private static String text(String value) {
    byte[] utf8 = value.replace('\0', '\uFFFD').getBytes(StandardCharsets.UTF_8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** An index takes no text of any length; a source key may be long. */
  private static byte[] digest(SourceKey source) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(source.value().getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  static void end(Connection connection, long job, Phase phase, long at) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update job set phase = ?, ended_at = ?, stage = ? where job = ? and stage = ?")) {
      update.setInt(1, PhaseCode.of(phase));
      update.setLong(2, at);
      update.setInt(3, ENDED);
      update.setLong(4, job);
      update.setInt(5, UNDER_WAY);
      update.executeUpdate();
    }
  }

  static void stop(Connection connection, long job, JobStop stop) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update job set stop_phase = ?, stop_reason = ?, stopped_at = ? where job = ?")) {
      update.setInt(1, PhaseCode.of(stop.phase()));
      update.setString(2, text(stop.reason()));
      update.setLong(3, stop.at());
      update.setLong(4, job);
      update.executeUpdate();
    }
  }

  /**
   * @param job as it is to be
   * @return false if it has not ended, or is being deleted
   */
  static boolean rerun(Connection connection, JobRecord job) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update job set header = ?, phase = ?, stage = ?, ended_at = 0, stop_phase = null,"
                + " stop_reason = null, stopped_at = null where job = ? and stage in (?, ?)")) {
      update.setBytes(1, job.header().toByteArray());
      update.setInt(2, PhaseCode.of(job.phase()));
      update.setInt(3, UNDER_WAY);
      update.setLong(4, job.number());
      update.setInt(5, ENDED);
      update.setInt(6, REPORTED);
      return update.executeUpdate() == 1;
    }
  }

  static boolean isAt(Connection connection, long job, int stage) throws SQLException {
    return !select(connection, "where job = ? and stage = ?", job, stage).isEmpty();
  }

  static void stage(Connection connection, long job, int from, int to) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update job set stage = ? where job = ? and stage = ?")) {
      update.setInt(1, to);
      update.setLong(2, job);
      update.setInt(3, from);
      update.executeUpdate();
    }
  }
}

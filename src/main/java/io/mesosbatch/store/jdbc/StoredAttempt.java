package io.mesosbatch.store.jdbc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.store.AttemptRecord;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;

/**
 * An attempt as its row has it.
 *
 * @param state null before the first status
 * @param reason null if the status gives none
 * @param status the last status, in protobuf; null before the first
 */
record StoredAttempt(
    int number,
    String agentId,
    String hostname,
    String agentUrl,
    long launchedAt,
    long runningAt,
    long endedAt,
    Integer state,
    Integer reason,
    byte[] status,
    boolean free) {
  /** In the order in which {@link #read} and {@link #write} take them. */
  static final String COLUMNS =
      "attempt, agent_id, hostname, agent_url, launched_at, running_at, ended_at, state, reason,"
          + " status, free";

  static final int COLUMN_COUNT = 11;

  /** H2 takes no more in a column; room is left for the rest of a status. */
  private static final int MOST_STATUS_BYTES = 1_000_000;

  static final StoredAttempt NONE =
      new StoredAttempt(0, "", "", "", 0, 0, 0, null, null, null, false);

  StoredAttempt with(TaskStatus status, long runningAt, long endedAt, boolean free) {
    return new StoredAttempt(
        number,
        agentId,
        hostname,
        agentUrl,
        launchedAt,
        runningAt,
        endedAt,
        status.getState().getNumber(),
        status.hasReason() ? status.getReason().getNumber() : null,
        bytes(status),
        free);
  }

  /** A status too large for a column loses its data, rather than never to be acknowledged. */
  private static byte[] bytes(TaskStatus status) {
    if (status.getSerializedSize() <= MOST_STATUS_BYTES) {
      return status.toByteArray();
    }
    TaskStatus smaller = status.toBuilder().clearData().build();
    if (smaller.getSerializedSize() > MOST_STATUS_BYTES) {
      smaller = smaller.toBuilder().clearMessage().clearLabels().clearContainerStatus().build();
    }
    return smaller.toByteArray();
  }

  static StoredAttempt read(ResultSet row, int column) throws SQLException {
    int number = row.getInt(column);
    return number == 0
        ? NONE
        : new StoredAttempt(
            number,
            row.getString(column + 1),
            row.getString(column + 2),
            row.getString(column + 3),
            row.getLong(column + 4),
            row.getLong(column + 5),
            row.getLong(column + 6),
            integer(row, column + 7),
            integer(row, column + 8),
            row.getBytes(column + 9),
            row.getBoolean(column + 10));
  }

  private static Integer integer(ResultSet row, int column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : value;
  }

  void write(PreparedStatement statement, int column) throws SQLException {
    statement.setInt(column, number);
    statement.setString(column + 1, agentId);
    statement.setString(column + 2, hostname);
    statement.setString(column + 3, agentUrl);
    statement.setLong(column + 4, launchedAt);
    statement.setLong(column + 5, runningAt);
    statement.setLong(column + 6, endedAt);
    statement.setObject(column + 7, state, Types.SMALLINT);
    statement.setObject(column + 8, reason, Types.SMALLINT);
    statement.setBytes(column + 9, status);
    statement.setBoolean(column + 10, free);
  }

  AttemptRecord toRecord() {
    return new AttemptRecord(
        number, agentId, hostname, agentUrl, launchedAt, runningAt, endedAt, parsed(), free);
  }

  private Optional<TaskStatus> parsed() {
    if (status == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(TaskStatus.parser().parsePartialFrom(status));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored status cannot be read", e);
    }
  }
}

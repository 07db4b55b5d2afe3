package io.mesosbatch.store.jdbc;

import io.mesosbatch.job.Phase;
import io.mesosbatch.store.JobRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;

/** Makes the tasks of an ended job that did not finish pending again. */
final class Rerun {
  private static final String OF_JOB = " where task_key >= ? and task_key < ? and phase > ?";

  private Rerun() {}

  static Optional<JobRecord> run(Connection connection, long job, long now) throws SQLException {
    Optional<JobRecord> again =
        JobRows.byNumber(connection, job)
            .filter(JobRecord::mayRerun)
            .map(ended -> ended.rerun(now));
    // First its row, so that nobody begins to delete it meanwhile, or has.
    if (again.isEmpty() || !JobRows.rerun(connection, again.get())) {
      return Optional.empty();
    }
    // A task without a row is pending.
    onTasks(connection, "delete from task" + OF_JOB + " and attempt = 0", job);
    onTasks(
        connection,
        "update task set not_before = 0, ended_because = null, phase = "
            + PhaseCode.of(Phase.PENDING)
            + OF_JOB,
        job);
    Tally.rerun(connection, job);
    return again;
  }

  private static void onTasks(Connection connection, String sql, long job) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, StoredKey.of(job, 0));
      statement.setLong(2, StoredKey.of(job + 1, 0));
      statement.setInt(3, PhaseCode.of(Phase.FINISHED));
      statement.executeUpdate();
    }
  }
}

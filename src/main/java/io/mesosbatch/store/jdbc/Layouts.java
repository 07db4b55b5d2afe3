package io.mesosbatch.store.jdbc;

import io.mesosbatch.job.TaskLayout;
import io.mesosbatch.v1.Job;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The layouts of jobs; those used last are remembered. They never change. */
final class Layouts {
  private static final int REMEMBERED = 1_000;

  private final Map<Long, TaskLayout> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, TaskLayout> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** A job that is not in the store has a plain one. */
  TaskLayout of(Connection connection, long job) throws SQLException {
    synchronized (known) {
      TaskLayout layout = known.get(job);
      if (layout != null) {
        return layout;
      }
    }
    Optional<Job> header = JobRows.header(connection, job);
    if (header.isEmpty()) {
      return TaskLayout.PLAIN;
    }
    TaskLayout layout = TaskLayout.of(header.get());
    synchronized (known) {
      known.put(job, layout);
    }
    return layout;
  }
}

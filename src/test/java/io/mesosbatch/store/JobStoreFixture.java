package io.mesosbatch.store;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.store.JobDraft.Accepted;
import io.mesosbatch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store, and what the tests of all stores do with it. */
public abstract class JobStoreFixture {
  protected JobStore store;

  /** An empty store. */
  protected abstract JobStore open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    if (store != null) {
      store.close();
    }
  }

  protected static Job header(String id) {
    return Job.newBuilder().setId(id).setName("name of " + id).setPriority(7).build();
  }

  protected static Optional<SourceKey> source(String value) {
    return Optional.of(new SourceKey(value));
  }

  protected Accepted accept(String id, int tasks, Optional<SourceKey> source) {
    try (JobDraft draft = store.draft()) {
      for (int i = 0; i < tasks; i++) {
        draft.add(new TaskSpec(Tasks.task("t" + i)));
      }
      return draft.commit(header(id), source, "list of " + id, 1_000);
    }
  }

  protected long job(String id, int tasks) {
    return accept(id, tasks, Optional.empty()).job().number();
  }

  protected TaskRecord task(TaskKey key) {
    return store.tasks(List.of(key)).get(key);
  }

  protected List<TaskRecord> all(long job) {
    List<TaskRecord> all = new ArrayList<>();
    store.forEachTask(job, all::add);
    return all;
  }

  protected static TaskStatus status(TaskState state) {
    return Tasks.status("t0.j.0.1", state);
  }

  protected void run(TaskKey key, Phase outcome) {
    TaskStatus last =
        status(outcome == Phase.FINISHED ? TaskState.TASK_FINISHED : TaskState.TASK_FAILED);
    store.commit(
        List.of(
            Tasks.launched(key, 1, 10),
            new Change.Updated(key, 1, status(TaskState.TASK_RUNNING), 20),
            new Change.AttemptEnded(key, 1, last, false, 30),
            new Change.TaskEnded(key, outcome, 30)));
  }

  protected void end(long job, long at) {
    store.commit(List.of(new Change.JobEnded(job, Phase.FINISHED, at)));
  }
}

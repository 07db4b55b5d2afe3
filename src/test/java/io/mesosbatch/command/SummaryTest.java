package io.mesosbatch.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.FreePort;
import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.MemoryJobStore;
import io.mesosbatch.store.Tasks;
import io.mesosbatch.v1.Job;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private final MemoryJobStore store = new MemoryJobStore();

  private JobRecord failed(int tasks, String agentUrl) {
    JobDraft draft = store.draft();
    for (int i = 0; i < tasks; i++) {
      draft.add(new TaskSpec(Tasks.task("t" + i)));
    }
    JobRecord job =
        draft.commit(Job.newBuilder().setId("j").build(), Optional.empty(), "test", 1_000).job();
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      TaskKey key = new TaskKey(job.number(), i);
      TaskStatus status =
          TaskStatus.newBuilder()
              .setTaskId(Tasks.task("t" + i).getTaskId())
              .setState(TaskState.TASK_FAILED)
              .setReason(TaskStatus.Reason.REASON_CONTAINER_LIMITATION_MEMORY)
              .setMessage("Memory limit exceeded")
              .build();
      changes.add(new Change.Launched(key, 1, "S0", "host0", agentUrl, 2_000));
      changes.add(new Change.AttemptEnded(key, 1, status, false, 3_000));
      changes.add(new Change.TaskEnded(key, Phase.FAILED, 3_000));
    }
    changes.add(new Change.JobEnded(job.number(), Phase.FAILED, 3_500));
    store.commit(changes);
    return store.job(job.number()).orElseThrow();
  }

  private String summary(JobRecord job) {
    StringWriter text = new StringWriter();
    new Summary(store, Optional.empty(), new PrintWriter(text)).print(job);
    return text.toString();
  }

  private static String nobodyListens() throws IOException {
    return "http://127.0.0.1:" + FreePort.any();
  }

  @Test
  void anAgentThatDoesNotAnswerCostsALine() throws Exception {
    String agentUrl = nobodyListens();

    String text = summary(failed(3, agentUrl));

    assertThat(text)
        .contains("t0  TASK_FAILED  REASON_CONTAINER_LIMITATION_MEMORY", "Memory limit exceeded")
        .contains("t2  TASK_FAILED")
        .contains("Job j failed after 2.5 s")
        .containsOnlyOnce("the agent at " + agentUrl + " does not say");
  }

  @Test
  void manyFailuresAreNotAllShown() {
    assertThat(summary(failed(100, "")).lines().filter(line -> line.contains("TASK_FAILED")))
        .hasSize(20);
    assertThat(summary(store.job("j").orElseThrow())).contains("--output=json lists them all");
  }
}

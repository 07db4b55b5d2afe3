package io.mesosbatch.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.job.Phase;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;

/** Messages of a queue that speaks the protocol of SQS, the whole way to the end of the tasks. */
class SqsTest {
  @TempDir Path folder;
  private Sqs sqs;
  private String jobs;
  private String dead;
  private final JobStore store = RunningPipeline.newStore();

  @BeforeEach
  void startServer() {
    sqs = Sqs.start();
    jobs = sqs.queue("jobs", 2);
    dead = sqs.queue("dead", 30);
  }

  @AfterEach
  void stopServer() {
    sqs.close();
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(Sqs.settings(sqs.port()));
    settings.put("mesosbatch.sqs.queueUrl", jobs);
    settings.put("mesosbatch.sqs.deadLetterUrl", dead);
    settings.put("mesosbatch.sqs.visibilitySeconds", "4");
    settings.put("mesosbatch.sqs.waitSeconds", "1");
    return settings;
  }

  private List<JobRecord> awaitEnded(int jobs) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> store.jobs(0, 100).stream().filter(j -> j.endedAt() != 0).toList(),
            ended -> ended.size() == jobs);
  }

  @Test
  void listsRunAndBadOnesAmongThemGoToTheDeadLetters() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(RunningPipeline.list(3, "true").getBytes(StandardCharsets.UTF_8));
    }
    sqs.send(jobs, RunningPipeline.list(2, "true"), Map.of());
    sqs.send(jobs, "{\"tasks\":[{\"nam\":\"a\"}]}", Map.of("by", "someone"));
    sqs.send(jobs, "no list at all", Map.of());
    sqs.send(jobs, Base64.getEncoder().encodeToString(packed.toByteArray()), Map.of());
    String same =
        RunningPipeline.list(1, "true").replace("{\"tasks\"", "{\"id\":\"same\",\"tasks\"");
    sqs.send(jobs, same, Map.of());
    sqs.send(jobs, same, Map.of());
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings(), "sqs")) {
      assertThat(program.isRunning()).isTrue();
      assertThat(awaitEnded(3)).extracting(JobRecord::phase).containsOnly(Phase.FINISHED);
      await().until(() -> sqs.size(jobs) == 0 && sqs.size(dead) == 2);
      assertThat(store.jobs(0, 100))
          .extracting(JobRecord::tasks)
          .containsExactlyInAnyOrder(2, 3, 1);
    }
    List<Message> letters = sqs.receive(dead);
    assertThat(letters)
        .extracting(m -> m.messageAttributes().get("MesosBatchReason").stringValue())
        .anyMatch(reason -> reason.contains("did you mean name"))
        .anyMatch(reason -> reason.contains("JSON"));
    assertThat(letters)
        .filteredOn(m -> m.body().contains("nam"))
        .extracting(m -> m.messageAttributes().get("by").stringValue())
        .containsExactly("someone");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCrashBeforeOrAfterTheCommitLosesNothingAndStartsNothingTwice(boolean afterCommit)
      throws Exception {
    String id = sqs.send(jobs, RunningPipeline.list(1, "true"), Map.of());
    CrashingStore.crash(
        store, afterCommit, crashing -> RunningPipeline.start(crashing, folder, settings(), "sqs"));
    assertThat(store.jobs(0, 100)).hasSize(afterCommit ? 1 : 0);
    assertThat(sqs.size(jobs)).isEqualTo(1);
    sqs.client().purgeQueue(q -> q.queueUrl(dead));
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings(), "sqs")) {
      await().atMost(Duration.ofSeconds(90)).until(() -> sqs.size(jobs) == 0);
      assertThat(program.store().jobs(0, 100)).hasSize(1);
    }
    assertThat(store.jobs(0, 100).get(0).source().orElseThrow().value()).isEqualTo("sqs:" + id);
  }

  @Test
  void aQueueThatIsAwayComesBack() throws Exception {
    int port = sqs.port();
    sqs.close();
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings(), "sqs")) {
      await().until(() -> program.down().contains("consumer:sqs"));
      sqs = Sqs.start(port);
      sqs.queue("jobs", 2);
      sqs.send(jobs, RunningPipeline.list(1, "true"), Map.of());
      awaitEnded(1);
      await().until(() -> program.down().isEmpty());
      sqs.close();
      sqs = Sqs.start(port);
      sqs.queue("jobs", 2);
      sqs.send(jobs, RunningPipeline.list(1, "true"), Map.of());
      awaitEnded(2);
    }
  }
}

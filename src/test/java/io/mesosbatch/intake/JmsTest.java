package io.mesosbatch.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.FreePort;
import io.mesosbatch.job.Phase;
import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.v1.Job;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of a JMS broker, the whole way to the end of the tasks. */
class JmsTest {
  @TempDir Path folder;
  private int port;
  private Artemis artemis;
  private final JobStore store = RunningPipeline.newStore();

  @BeforeEach
  void startBroker() throws Exception {
    port = FreePort.any();
    artemis = broker();
  }

  private Artemis broker() throws Exception {
    return new Artemis(port, folder.resolve("artemis"));
  }

  @AfterEach
  void stopBroker() throws Exception {
    artemis.close();
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(artemis.settings());
    settings.put("mesosbatch.jms.queue", "jobs");
    settings.put("mesosbatch.jms.deadLetterQueue", "dead");
    return settings;
  }

  private List<JobRecord> awaitEnded(int jobs) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> store.jobs(0, 100).stream().filter(j -> j.endedAt() != 0).toList(),
            ended -> ended.size() == jobs);
  }

  private static byte[] protobuf() {
    Job.Builder job = Job.newBuilder();
    job.addTasksBuilder()
        .setName("t")
        .setTaskId(TaskID.newBuilder().setValue("t"))
        .setAgentId(io.mesosbatch.mesos.v1.AgentID.newBuilder().setValue(""))
        .addAllResources(Resources.parse("cpus:0.1").toProto())
        .setCommand(CommandInfo.newBuilder().setValue("true"));
    return job.build().toByteArray();
  }

  @Test
  void listsRunAndBadOnesAmongThemGoToTheDeadLetters() throws Exception {
    artemis.send("jobs", RunningPipeline.list(2, "true"));
    artemis.send("jobs", "{\"tasks\":[{\"nam\":\"a\"}]}");
    artemis.send("jobs", protobuf());
    String same =
        RunningPipeline.list(3, "true").replace("{\"tasks\"", "{\"id\":\"same\",\"tasks\"");
    artemis.send("jobs", same);
    artemis.send("jobs", same);
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings(), "jms")) {
      assertThat(awaitEnded(3)).extracting(JobRecord::phase).containsOnly(Phase.FINISHED);
      await().until(() -> artemis.size("jobs") == 0);
      assertThat(program.store().jobs(0, 100))
          .extracting(JobRecord::tasks)
          .containsExactlyInAnyOrder(2, 1, 3);
    }
    try (JMSContext context = artemis.context()) {
      Message letter = context.createConsumer(context.createQueue("dead")).receive(5_000);
      assertThat(letter.getStringProperty("MesosBatchReason")).contains("did you mean name");
      assertThat(letter.getBody(String.class)).contains("nam");
    }
    assertThat(artemis.size("dead")).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCrashBeforeOrAfterTheCommitLosesNothingAndStartsNothingTwice(boolean afterCommit)
      throws Exception {
    String id = artemis.send("jobs", RunningPipeline.list(1, "true"));
    CrashingStore.crash(
        store, afterCommit, crashing -> RunningPipeline.start(crashing, folder, settings(), "jms"));
    assertThat(store.jobs(0, 100)).hasSize(afterCommit ? 1 : 0);
    assertThat(artemis.size("jobs")).isEqualTo(1);
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings(), "jms")) {
      await().atMost(Duration.ofSeconds(30)).until(() -> artemis.size("jobs") == 0);
      assertThat(program.store().jobs(0, 100)).hasSize(1);
    }
    assertThat(store.jobs(0, 100).get(0).source().orElseThrow().value()).isEqualTo("jms:" + id);
  }

  @Test
  void aBrokerThatIsAwayComesBack() throws Exception {
    artemis.close();
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings(), "jms")) {
      await().until(() -> program.down().contains("jms"));
      artemis = broker();
      artemis.send("jobs", RunningPipeline.list(1, "true"));
      awaitEnded(1);
      await().until(() -> program.down().isEmpty());
      artemis.close();
      await().until(() -> program.down().contains("jms"));
      artemis = broker();
      artemis.send("jobs", RunningPipeline.list(1, "true"));
      awaitEnded(2);
    }
  }
}

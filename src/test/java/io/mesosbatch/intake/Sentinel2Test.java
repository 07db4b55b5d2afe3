package io.mesosbatch.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.job.TaskListReader;
import io.mesosbatch.job.TaskListSink;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.v1.Job;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The template that is shipped, by both ways in which tiles become known. */
class Sentinel2Test {
  private static final String KEY = "tiles/33/U/UU/2017/2/6/0/metadata.xml";

  /** What s2_fmask_taskgroupinfo_gen.sh of asamerh4/mesos-batch makes of that key. */
  private static final String WANTED =
      """
      {"tasks": [{
        "name": "S2_33UUU_2017_2_6_0",
        "task_id": {"value": "fmaskr_S2_33UUU_2017_2_6_0"},
        "agent_id": {"value": ""},
        "resources": [
          {"name": "cpus", "type": "SCALAR", "scalar": {"value": 1.5}},
          {"name": "mem", "type": "SCALAR", "scalar": {"value": 4000}}],
        "command": {
          "value": "./run-fmask.sh",
          "environment": {"variables": [
            {"name": "inputId", "value": "s3://BUCKET/tiles/33/U/UU/2017/2/6/0/"},
            {"name": "outputId", "value": "s3://s2-derived/tiles/33/U/UU/2017/2/6/0/"},
            {"name": "AWS_DEFAULT_REGION", "value": "eu-central-1"}]}},
        "container": {
          "type": "DOCKER",
          "docker": {
            "image": "fmask",
            "parameters": [
              {"key": "memory", "value": "12G"},
              {"key": "memory-swap", "value": "12G"}]}}}]}
      """;

  @TempDir Path folder;
  private final String bucket = "b" + UUID.randomUUID();
  private final JobStore store = RunningPipeline.newStore();
  private S3Server s3;

  @BeforeEach
  void makeBucket() throws Exception {
    s3 = S3Server.shared();
    s3.bucket(bucket);
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(S3Server.settings(s3.port()));
    settings.put("mesosbatch.s3Tiles.bucket", bucket);
    settings.put("mesosbatch.s3Tiles.prefix", "tiles/33/U");
    settings.put("mesosbatch.s3Tiles.period", "300");
    String value = "mesosbatch.s3Tiles.value.";
    settings.put(value + "image", "fmask");
    settings.put(value + "command", "./run-fmask.sh");
    settings.put(value + "docker_memory", "12G");
    settings.put(value + "docker_swap", "12G");
    settings.put(value + "region", "eu-central-1");
    settings.put(value + "target_bucket", "s2-derived");
    settings.put(value + "cpus", "1.5");
    settings.put(value + "mem", "4000");
    return settings;
  }

  private TaskInfo wanted() throws Exception {
    List<TaskSpec> tasks = new ArrayList<>();
    byte[] list = WANTED.replace("BUCKET", bucket).getBytes(StandardCharsets.UTF_8);
    TaskListReader.read(
        new ByteArrayInputStream(list),
        Optional.empty(),
        new TaskListSink() {
          @Override
          public void task(TaskSpec task) {
            tasks.add(task);
          }

          @Override
          public void header(Job withoutTasks) {}
        });
    return tasks.get(0).info();
  }

  private List<TaskInfo> awaitTasks() {
    await().atMost(Duration.ofSeconds(60)).until(() -> !store.jobs(0, 9).isEmpty());
    List<TaskInfo> tasks = new ArrayList<>();
    store.forEachTask(store.jobs(0, 1).get(0).number(), t -> tasks.add(t.spec().info()));
    return tasks;
  }

  @Test
  void aTileThatIsListedIsTheTaskThatItsScriptMade() throws Exception {
    s3.put(bucket, KEY, "<xml/>");
    s3.put(bucket, KEY.replace("metadata.xml", "B01.jp2"), "picture");
    s3.put(bucket, KEY.replace("metadata.xml", "preview/metadata.xml"), "<xml/>");
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings(), "s3-tiles")) {
      assertThat(awaitTasks()).containsExactly(wanted());
      assertThat(program.isRunning()).isTrue();
    }
  }

  @Test
  void aTileOfAnEventIsTheSameTask() throws Exception {
    try (Sqs sqs = Sqs.start()) {
      String events = sqs.queue("events", 30);
      Map<String, String> settings = settings();
      settings.putAll(Sqs.settings(sqs.port()));
      settings.put("mesosbatch.sqs.waitSeconds", "1");
      settings.put("mesosbatch.s3Events.queueUrl", events);
      settings.put("mesosbatch.s3Events.deadLetterUrl", sqs.queue("dead", 30));
      settings.put("mesosbatch.s3Tiles.poll", "false");
      sqs.send(
          events,
          """
          {"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put",
            "eventTime":"2017-02-06T14:01:18.000Z","s3":{"bucket":{"name":"%s"},
            "object":{"key":"%s","size":418662,"eTag":"d41d8","sequencer":"1"}}}]}
          """
              .formatted(bucket, KEY),
          Map.of());
      try (RunningPipeline program =
          RunningPipeline.start(store, folder, settings, "s3-tiles", "s3-events")) {
        assertThat(awaitTasks()).containsExactly(wanted());
        await().until(() -> sqs.size(events) == 0);
        assertThat(program.isRunning()).isTrue();
      }
    }
  }
}

package io.mesosbatch.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How objects are gathered into jobs, and what becomes of them. */
class S3TilesTest {
  private static final String TEMPLATE =
      """
      {"name": "@{file}", "task_id": {"value": "@{file}"},
       "resources": [{"name": "cpus", "type": "SCALAR", "scalar": {"value": 0.01}}],
       "command": {"value": "true"}}
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

  private Map<String, String> settings(int objects, int seconds) throws Exception {
    Path template = Files.writeString(folder.resolve("template.json"), TEMPLATE);
    Map<String, String> settings = new HashMap<>(S3Server.settings(s3.port()));
    settings.put("mesosbatch.s3Tiles.bucket", bucket);
    settings.put("mesosbatch.s3Tiles.pattern", "tiles/.*");
    settings.put("mesosbatch.s3Tiles.period", "300");
    settings.put("mesosbatch.s3Tiles.template", template.toString());
    settings.put("mesosbatch.s3Tiles.gatherObjects", String.valueOf(objects));
    settings.put("mesosbatch.s3Tiles.gatherSeconds", String.valueOf(seconds));
    return settings;
  }

  private void put(int from, int to) {
    for (int i = from; i < to; i++) {
      s3.put(bucket, "tiles/t" + i, "content");
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }

  private List<Integer> tasksOfJobs() {
    return store.jobs(0, 100).stream().map(JobRecord::tasks).toList();
  }

  @Test
  void soManyObjectsAreAJobAndTheRestWaits() throws Exception {
    put(0, 7);
    Map<String, String> settings = settings(3, 3600);
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings, "s3-tiles")) {
      soon().until(() -> tasksOfJobs().size() == 2);
      assertThat(tasksOfJobs()).containsExactly(3, 3);
      put(7, 9);
      soon().until(() -> tasksOfJobs().size() == 3);
      assertThat(tasksOfJobs()).containsExactly(3, 3, 3);
      assertThat(program.down()).isEmpty();
    }
  }

  @Test
  void fewerAreAJobWhenTheyHaveWaited() throws Exception {
    put(0, 5);
    Map<String, String> settings = settings(3, 1);
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings, "s3-tiles")) {
      soon().until(() -> tasksOfJobs().stream().mapToInt(Integer::intValue).sum() == 5);
      assertThat(tasksOfJobs()).contains(3);
      assertThat(program.down()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"keep", "move", "delete"})
  void processedObjectsAreRememberedMovedOrDeleted(String after) throws Exception {
    put(0, 2);
    Map<String, String> settings = settings(2, 3600);
    settings.put("mesosbatch.s3Tiles.after", after);
    // Also below the pattern: what was moved is not taken again.
    settings.put("mesosbatch.s3Tiles.moveTo", "tiles/done/");
    List<String> left =
        switch (after) {
          case "move" -> List.of("tiles/done/tiles/t0", "tiles/done/tiles/t1");
          case "delete" -> List.of();
          default -> List.of("tiles/t0", "tiles/t1");
        };
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings, "s3-tiles")) {
      soon().until(() -> tasksOfJobs().size() == 1 && s3.keys(bucket).equals(left));
      assertThat(program.isRunning()).isTrue();
    }
    // Another program that only has the folder takes none of them again.
    JobStore empty = RunningPipeline.newStore();
    try (RunningPipeline program = RunningPipeline.start(empty, folder, settings, "s3-tiles")) {
      put(2, 4);
      soon().until(() -> empty.jobs(0, 9).size() == 1);
      assertThat(program.isRunning()).isTrue();
    }
    assertThat(empty.jobs(0, 9)).extracting(JobRecord::tasks).containsExactly(2);
  }
}

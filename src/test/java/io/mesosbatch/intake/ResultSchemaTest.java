package io.mesosbatch.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.mesosbatch.pipeline.ResultDocument;
import io.mesosbatch.store.JobRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The result document is as its schema says. */
class ResultSchemaTest {
  @TempDir Path folder;

  @Test
  void resultsOfAllKindsAreValid() throws Exception {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(Path.of("docs/result.schema.json")));
    try (RunningPipeline program = RunningPipeline.start(folder, Map.of(), "file-drop")) {
      String list =
          RunningPipeline.list(3, "true")
              .replaceFirst("\"true\"", "\"exit 3\"")
              .replace("{\"tasks\"", "{\"id\":\"mixed\",\"tasks\"");
      Files.writeString(folder.resolve("inbox/mixed.json"), list);
      org.awaitility.Awaitility.await().until(() -> program.store().job("mixed").isPresent());
      JobRecord job = program.awaitEnd("mixed");
      ResultDocument document = new ResultDocument(program.store());
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      document.write(job, whole);
      ByteArrayOutputStream summary = new ByteArrayOutputStream();
      document.writeWithoutTasks(job, summary);
      String text = whole.toString(StandardCharsets.UTF_8);
      assertThat(text).contains("TASK_FAILED", "TASK_FINISHED");
      assertThat(schema.validate(text, InputFormat.JSON)).isEmpty();
      assertThat(schema.validate(summary.toString(StandardCharsets.UTF_8), InputFormat.JSON))
          .isEmpty();
      assertThat(schema.validate(text.replace("\"attempts\"", "\"x\""), InputFormat.JSON))
          .isNotEmpty();
    }
  }
}

package io.mesosbatch.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.FreePort;
import io.mesosbatch.intake.RunningPipeline;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The description says what the program does. */
class OpenApiTest {
  @TempDir Path folder;

  private static Map<?, ?> description() throws Exception {
    try (InputStream in = JobsApi.class.getResourceAsStream("openapi.yaml")) {
      return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
    }
  }

  @Test
  void eachOperationIsDescribedAndEachDescriptionIsAnOperation() throws Exception {
    TreeSet<String> described = new TreeSet<>();
    Map<?, ?> paths = (Map<?, ?>) description().get("paths");
    paths.forEach(
        (path, item) ->
            ((Map<?, ?>) item)
                .keySet().stream()
                    .map(Object::toString)
                    .filter(key -> !key.equals("parameters"))
                    .forEach(method -> described.add(method.toUpperCase() + " " + path)));
    Map<String, String> settings = Map.of("mesosbatch.http.port", String.valueOf(FreePort.any()));
    try (RunningPipeline program = RunningPipeline.start(folder, settings, "http")) {
      JobsApi api = program.camel().getCamelContext().getRegistry().findSingleByType(JobsApi.class);
      assertThat(described).containsExactlyInAnyOrderElementsOf(api.operations());
    }
  }

  @Test
  void eachReferenceLeadsSomewhere() throws Exception {
    Map<?, ?> root = description();
    assertThat(references(root).collect(Collectors.toSet()))
        .isNotEmpty()
        .allSatisfy(
            reference -> {
              Object at = root;
              for (String name : reference.substring(2).split("/")) {
                at = ((Map<?, ?>) at).get(name);
                assertThat(at).as(reference).isNotNull();
              }
            });
  }

  private static java.util.stream.Stream<String> references(Object node) {
    if (node instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .flatMap(
              entry ->
                  entry.getKey().equals("$ref")
                      ? java.util.stream.Stream.of((String) entry.getValue())
                      : references(entry.getValue()));
    }
    return node instanceof java.util.List<?> list
        ? list.stream().flatMap(OpenApiTest::references)
        : java.util.stream.Stream.empty();
  }
}

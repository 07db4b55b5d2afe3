package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesosbatch.functional.Program.Ended;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Task lists out of listings of S3. */
class GenerateTest {
  private static final String KEYS =
      """
      tiles/33/U/UU/2017/2/6/0/metadata.xml
      tiles/33/U/UU/2017/2/6/0/B01.jp2
      tiles/33/U/UU/2017/2/6/0/
      tiles/33/U/VV/2017/2/6/1/metadata.xml
      readme.txt
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** 4000 and 4000.0 are the same number. */
  private static final Comparator<JsonNode> NUMBERS =
      (a, b) ->
          a.isNumber() && b.isNumber()
              ? Double.compare(a.asDouble(), b.asDouble())
              : a.equals(b) ? 0 : 1;

  @TempDir Path directory;

  private Ended tiles(String listing, String... more) throws Exception {
    List<String> args =
        new ArrayList<>(List.of("generate", "s3-tiles", "--listing=-", "--bucket=s2-sync"));
    args.addAll(List.of(more));
    return Program.run(
        directory,
        new ByteArrayInputStream(listing.getBytes(StandardCharsets.UTF_8)),
        args.toArray(String[]::new));
  }

  @Test
  void tilesGetTheNamesIdsAndVariablesThatTheirProcessorsKnow() throws Exception {
    Ended ended =
        tiles(
            KEYS,
            "--target_bucket=s2-derived",
            "--region=eu-central-1",
            "--resources=cpus:1.5;mem:4000",
            "--command=./run-fmask.sh",
            "--docker_image=fmask",
            "--docker_parameter=memory=12G",
            "--docker-parameter",
            "memory-swap=12G");

    assertThat(ended.err()).contains("2 tiles of 5 keys");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out())
        .isEqualTo(
            """
            {"tasks": [
            %s,
            %s
            ]}
            """
                .formatted(
                    task("33UUU_2017_2_6_0", "33/U/UU/2017/2/6/0"),
                    task("33UVV_2017_2_6_1", "33/U/VV/2017/2/6/1")));
  }

  /** The expected list is what the older program's shell script makes of the same listing. */
  @Test
  void theExamplesListingGivesTheListThatItAlwaysGave() throws Exception {
    Ended ended =
        tiles(
            Files.readString(Path.of("examples/sentinel-2/listing.txt")),
            "--target_bucket=s2-derived",
            "--region=eu-central-1",
            "--resources=cpus:1.5;mem:4000",
            "--command=./run-fmask.sh",
            "--docker_image=example/python-fmask:1",
            "--docker_parameter=memory=12G",
            "--docker_parameter=memory-swap=12G");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    try (InputStream expected = GenerateTest.class.getResourceAsStream("/sentinel-2-tiles.json")) {
      JsonNode list = JSON.readTree(ended.out());
      assertThat(list.equals(NUMBERS, JSON.readTree(expected))).as(ended.out()).isTrue();
    }
  }

  @Test
  void theExamplesTemplatesSayTheSameOfATile() throws Exception {
    JsonNode expected;
    try (InputStream in = GenerateTest.class.getResourceAsStream("/sentinel-2-tiles.json")) {
      expected = JSON.readTree(in).get("tasks");
    }
    for (String template : new String[] {"fmask.json", "template.json"}) {
      Ended ended =
          tiles(
              Files.readString(Path.of("examples/sentinel-2/listing.txt")),
              "--target_bucket=s2-derived",
              "--region=eu-central-1",
              "--set=cpus=1.5",
              "--set=mem=4000",
              "--set=command=./run-fmask.sh",
              "--set=docker_memory=12G",
              "--set=docker_swap=12G",
              "--set=image=example/python-fmask:1",
              "--template=" + Path.of("examples/sentinel-2", template).toAbsolutePath());

      assertThat(ended.exitCode()).as(ended.err()).isZero();
      JsonNode tasks = JSON.readTree(ended.out()).get("tasks");
      assertThat(tasks).hasSameSizeAs(expected);
      for (int i = 0; i < expected.size(); i++) {
        for (String place : new String[] {"/name", "/task_id", "/command/environment"}) {
          assertThat(tasks.get(i).at(place)).isEqualTo(expected.get(i).at(place));
        }
      }
    }
  }

  private static String task(String tile, String prefix) {
    return """
    {"name":"S2_%1$s","task_id":{"value":"fmaskr_S2_%1$s"},"agent_id":{"value":""},\
    "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":1.5}},\
    {"name":"mem","type":"SCALAR","scalar":{"value":4000.0}}],\
    "command":{"environment":{"variables":[\
    {"name":"inputId","value":"s3://s2-sync/tiles/%2$s/"},\
    {"name":"outputId","value":"s3://s2-derived/tiles/%2$s/"},\
    {"name":"AWS_DEFAULT_REGION","value":"eu-central-1"}]},"value":"./run-fmask.sh"},\
    "container":{"type":"DOCKER","docker":{"image":"fmask","parameters":[\
    {"key":"memory","value":"12G"},{"key":"memory-swap","value":"12G"}]}}}\
    """
        .formatted(tile, prefix);
  }

  @Test
  void aTemplateWithOtherKeys() throws Exception {
    Ended ended =
        tiles(
            "landsat/8/a.tar\nlandsat/9/a.tar\n",
            "--pattern=landsat/.*[.]tar",
            "--set=cores=2",
            "--template={\"name\":\"@{key.2}\",\"task_id\":{\"value\":\"l@{key.2}\"},\"resources\":"
                + "[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":\"@{cores}\"}}],"
                + "\"command\":{\"value\":\"tar xf @{file}\"}}");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("\"value\":\"l8\"", "tar xf a.tar", "\"value\":2.0");
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    assertThat(tiles("readme.txt\n", "--command=x"))
        .satisfies(
            ended -> {
              assertThat(ended.exitCode()).isEqualTo(2);
              assertThat(ended.err()).contains("none of its 1 keys matches --pattern");
            });
    assertThat(tiles(KEYS, "--region=x").err()).contains("--command, --docker_image or --template");
    assertThat(tiles(KEYS, "--region=x", "--command=x", "--template={}").err())
        .contains("leave --command");
    assertThat(tiles(KEYS, "--region=x", "--command=echo @{tile}").err())
        .contains("tiles/33/U/UU/2017/2/6/0/metadata.xml: there is no value for @{tile}", "key.8");
    assertThat(tiles(KEYS, "--region=x", "--command=x", "--id=@{key}"))
        .satisfies(
            ended -> {
              assertThat(ended.exitCode()).isEqualTo(2);
              assertThat(ended.out()).isEmpty();
              assertThat(ended.err()).contains("task 0 (tiles/33", "task 1", "slash");
            });
    assertThat(tiles(KEYS, "--command=x", "--pattern=(").err()).contains("--pattern: ");
  }

  @Test
  void wantsToKnowWhatToGenerate() throws Exception {
    Ended ended = Program.run(directory, "generate");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("per-agent or s3-tiles is missing");
  }
}

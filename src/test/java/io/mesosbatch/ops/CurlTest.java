package io.mesosbatch.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosbatch.FreePort;
import io.mesosbatch.intake.RunningPipeline;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP side as people use it: by the program curl. */
class CurlTest {
  private static final String JSON = "Content-Type: application/json";

  @TempDir Path folder;
  private final Map<String, String> settings = new HashMap<>();
  private int port;
  private String scheme = "http";
  private Path list;

  /** The answer's head and body, as curl --include prints them. */
  private record Answer(int status, String head, String body) {
    String header(String name) {
      Matcher matcher = Pattern.compile("(?im)^" + name + ": (.*)$").matcher(head);
      assertThat(matcher.find()).as("no %s in %s", name, head).isTrue();
      return matcher.group(1).strip();
    }
  }

  @BeforeAll
  static void wantCurl() throws Exception {
    boolean there;
    try {
      there = new ProcessBuilder("curl", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      there = false;
    }
    assumeTrue(there, "The program curl is not on this machine; install it to run these tests");
  }

  @BeforeEach
  void prepare() throws Exception {
    port = FreePort.any();
    settings.put("mesosbatch.http.port", String.valueOf(port));
    list = Files.writeString(folder.resolve("list.json"), RunningPipeline.list(3, "true"));
  }

  private Answer curl(String path, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "--include", "--max-time", "60"));
    command.addAll(List.of(options));
    command.add(scheme + "://localhost:" + port + path);
    Path errors = folder.resolve("curl.err");
    Process curl = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String out = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(curl.waitFor()).as(Files.readString(errors)).isZero();
    out = out.replaceFirst("^HTTP/1.1 100 .*\r\n\r\n", "");
    int end = out.indexOf("\r\n\r\n");
    String head = out.substring(0, end);
    return new Answer(Integer.parseInt(head.split(" ")[1]), head, out.substring(end + 4));
  }

  private static String data(Path file) {
    return "@" + file;
  }

  @Test
  void aListIsPostedReadPageByPageAndDeleted() throws Exception {
    try (RunningPipeline program = RunningPipeline.start(folder, settings, "http")) {
      Answer created = curl("/jobs", "-H", JSON, "--data-binary", data(list));
      assertThat(created.status()).as(created.toString()).isEqualTo(201);
      String job = created.header("Location");
      program.awaitEnd(job.substring("/jobs/".length()));
      assertThat(curl(job).body()).contains("\"state\":\"FINISHED\"");
      assertThat(curl("/jobs").body()).contains(job.substring("/jobs/".length()));

      Answer page = curl(job + "/tasks?state=FINISHED&limit=2");
      assertThat(page.body()).contains("\"t0\"", "\"t1\"").doesNotContain("\"t2\"");
      Matcher next = Pattern.compile("\"next\":\"([^\"]+)\"").matcher(page.body());
      assertThat(next.find()).isTrue();
      assertThat(curl(next.group(1)).body()).contains("\"t2\"").doesNotContain("\"next\"");

      Path slow = Files.writeString(folder.resolve("slow"), RunningPipeline.list(1, "sleep 600"));
      String running = curl("/jobs", "-H", JSON, "--data-binary", data(slow)).header("Location");
      assertThat(curl(running, "-X", "DELETE").status()).isEqualTo(202);
      program.awaitEnd(running.substring("/jobs/".length()));
      assertThat(curl(running).body()).contains("\"state\":\"KILLED\"");
      assertThat(curl(job + "/result").body()).contains("TASK_FINISHED");
    }
  }

  @Test
  void packedAndLargeListsAreTakenAndBadOnesExplained() throws Exception {
    settings.put("mesosbatch.http.maxBytes", "3000000");
    try (RunningPipeline program = RunningPipeline.start(folder, settings, "http")) {
      Path packed = folder.resolve("list.gz");
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
        Files.copy(list, out);
      }
      String[] post = {"-H", JSON, "-H", "Content-Encoding: gzip", "--data-binary", data(packed)};
      assertThat(curl("/jobs", post).status()).isEqualTo(201);

      // curl waits for "100 Continue" before it sends so much.
      String large = RunningPipeline.list(10_000, "true");
      assertThat(large.length()).isGreaterThan(1 << 20);
      Path file = Files.writeString(folder.resolve("large.json"), large);
      Answer taken =
          curl("/jobs", "-H", JSON, "-H", "Idempotency-Key: a", "--data-binary", data(file));
      assertThat(taken.status()).isEqualTo(201);
      Answer again =
          curl("/jobs", "-H", JSON, "-H", "Idempotency-Key: a", "--data-binary", data(file));
      assertThat(again.status()).isEqualTo(200);
      assertThat(again.header("Location")).isEqualTo(taken.header("Location"));
      curl(taken.header("Location"), "-X", "DELETE");

      Files.writeString(file, large + " ".repeat(3_000_000));
      assertThat(curl("/jobs", "-H", JSON, "--data-binary", data(file)).status()).isEqualTo(413);
      Answer form = curl("/jobs", "--data-binary", data(list));
      assertThat(form.status()).isEqualTo(415);
      assertThat(form.body()).contains("application/json");
      Answer bad =
          curl("/jobs", "-H", JSON, "--data-binary", "{\"tasks\":[{\"nam\":\"a\"},{\"name\":1}]}");
      assertThat(bad.status()).isEqualTo(400);
      assertThat(bad.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(bad.body()).contains("did you mean name", "\"task\":1");
      assertThat(program.store().jobs(0, 9)).hasSize(2);
    }
  }

  @Test
  void credentialsAreWanted() throws Exception {
    settings.put("mesosbatch.http.token", "sesame");
    settings.put("mesosbatch.http.user", "ali");
    settings.put("mesosbatch.http.password", "baba");
    try (RunningPipeline program = RunningPipeline.start(folder, settings, "http")) {
      assertThat(curl("/jobs").status()).isEqualTo(401);
      assertThat(curl("/jobs", "-u", "ali:wrong").status()).isEqualTo(401);
      assertThat(curl("/jobs", "-u", "ali:baba").status()).isEqualTo(200);
      assertThat(curl("/jobs", "--oauth2-bearer", "sesame").status()).isEqualTo(200);
      assertThat(curl("/jobs", "-H", "Authorization: Bearer sesam").status()).isEqualTo(401);
      Answer posted =
          curl("/jobs", "--oauth2-bearer", "sesame", "-H", JSON, "--data-binary", data(list));
      assertThat(posted.status()).isEqualTo(201);
      assertThat(curl("/health").body()).contains("\"status\"");
      assertThat(program.store().jobs(0, 9)).hasSize(1);
    }
  }

  @Test
  void tls() throws Exception {
    Path keyStore = folder.resolve("keys.p12");
    keytool(
        "-genkeypair -keyalg EC -dname CN=localhost -ext SAN=dns:localhost -storetype PKCS12",
        keyStore,
        "-alias",
        "server");
    Path certificate = folder.resolve("server.pem");
    keytool("-exportcert -rfc", keyStore, "-alias", "server", "-file", certificate.toString());
    settings.put("mesosbatch.http.scheme", "https");
    settings.put("mesosbatch.http.tls", "true");
    settings.put("mesosbatch.http.keyStore", keyStore.toString());
    settings.put("mesosbatch.http.keyStorePassword", "changeit");
    scheme = "https";
    try (RunningPipeline program = RunningPipeline.start(folder, settings, "http")) {
      Answer posted =
          curl(
              "/jobs", "--cacert", certificate.toString(), "-H", JSON, "--data-binary", data(list));
      assertThat(posted.status()).isEqualTo(201);
      assertThat(program.store().jobs(0, 9)).hasSize(1);
    }
  }

  private static void keytool(String options, Path keyStore, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-keystore", keyStore.toString(), "-storepass", "changeit"));
    command.addAll(List.of(more));
    assertThat(new ProcessBuilder(command).redirectErrorStream(true).start().waitFor()).isZero();
  }
}

package io.mesosbatch.local.agent;

import static io.mesosbatch.local.agent.AgentFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.TaskStatus.Reason;
import io.mesosbatch.mesos.v1.TaskStatus.Source;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FetcherTest {
  @TempDir Path work;
  @TempDir Path source;
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch never = new CountDownLatch(1);
  private AgentFixture fixture;
  private HttpServer server;
  private String base;

  @BeforeEach
  void start() throws IOException {
    fixture = new AgentFixture(work);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/data.txt",
        exchange -> {
          requests.incrementAndGet();
          byte[] body = "fetched\n".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.createContext(
        "/moved.txt",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/data.txt");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.createContext(
        "/loop.txt",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/loop.txt");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/slow.txt",
        exchange -> {
          try {
            requests.incrementAndGet();
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.start();
    base = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    fixture.close();
    never.countDown();
    server.stop(0);
  }

  @Test
  void aScriptIsFetchedAndMadeExecutable() throws IOException {
    Path script = source.resolve("run.sh");
    Files.writeString(script, "#!/bin/sh\necho ran\n");

    run("./run.sh", uri("file://" + script).setExecutable(true));
    assertThat(fixture.stdout(work, "t")).isEqualTo("ran\n");
    assertThat(fixture.stderr(work, "t")).contains("Fetching URI 'file://" + script + "'");
  }

  @Test
  void aPlainPathAndHttpAndARedirectAreFetched() throws IOException {
    Path file = source.resolve("plain");
    Files.writeString(file, "plain\n");

    run(
        "cat plain data.txt moved.txt deep/er/name",
        uri(file.toString()),
        uri(base + "/data.txt"),
        uri(base + "/moved.txt"),
        uri(base + "/data.txt").setOutputFile("deep/er/name"));
    assertThat(fixture.stdout(work, "t")).isEqualTo("plain\nfetched\nfetched\nfetched\n");
  }

  @ParameterizedTest
  @CsvSource({
    "/missing.txt, the server answered with HTTP status 404",
    "/loop.txt, more than 20 redirects",
    "'/', the URI has no path that ends in a file name",
  })
  void aFailedDownloadNamesTheUriAndTheReason(String path, String reason) {
    TaskStatus end = fail(uri(base + path));

    assertThat(end.getMessage())
        .startsWith("Failed to launch container: Failed to fetch all URIs for container '")
        .contains("Failed to fetch '" + base + path + "': ")
        .contains(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "/no/such/file, No such file or directory",
    "file:///no/such/file, No such file or directory",
    "relative/file, a local path must be absolute",
    "hdfs://host/file, file\\, http\\, https and ftp",
    "/etc, is a directory",
    "http://no-such-host.invalid/x, unknown host",
  })
  void aBadUriFailsTheTask(String value, String reason) {
    assertThat(fail(uri(value)).getMessage())
        .contains("Failed to fetch '" + value + "': ")
        .contains(reason.replace("\\", ""));
  }

  @Test
  void anOutputFileOutsideTheSandboxIsRefused() {
    assertThat(fail(uri(base + "/data.txt").setOutputFile("../../evil")).getMessage())
        .contains("leads out of the sandbox");
  }

  @Test
  void whatIsCachedIsDownloadedOnce() throws IOException {
    for (int i = 0; i < 5; i++) {
      fixture.launch(
          task("t" + i, "cat data.txt")
              .setCommand(
                  CommandInfo.newBuilder()
                      .setValue("cat data.txt")
                      .addUris(uri(base + "/data.txt").setCache(true))));
    }
    for (int i = 0; i < 5; i++) {
      assertThat(fixture.master.awaitEnd("t" + i).getState()).isEqualTo(TaskState.TASK_FINISHED);
      assertThat(fixture.stdout(work, "t" + i)).isEqualTo("fetched\n");
    }
    assertThat(requests).hasValue(1);
    fixture.agent.close();
    assertThat(work.resolve("fetch")).isEmptyDirectory();
  }

  @Test
  void aFailureIsNotCached() throws IOException {
    Path late = source.resolve("late");
    assertThat(fail(uri(late.toString()).setCache(true)).getMessage()).contains("No such file");
    Files.writeString(late, "here\n");
    TaskStatus end =
        fixture.run(
            task("again", "")
                .setCommand(
                    CommandInfo.newBuilder()
                        .setValue("cat late")
                        .addUris(uri(late.toString()).setCache(true))));
    assertThat(end.getState()).isEqualTo(TaskState.TASK_FINISHED);
  }

  @Test
  void aKillDoesNotWaitForADownload() {
    fixture.launch(
        task("t", "")
            .setCommand(
                CommandInfo.newBuilder().setValue("true").addUris(uri(base + "/slow.txt"))));
    await().until(() -> requests.get() == 1);
    fixture.kill("t");
    TaskStatus end = fixture.master.awaitEnd("t");
    assertThat(end.getState()).isEqualTo(TaskState.TASK_KILLED);
    assertThat(end.getReason()).isEqualTo(Reason.REASON_TASK_KILLED_DURING_LAUNCH);
    assertThat(end.getSource()).isEqualTo(Source.SOURCE_AGENT);
  }

  @Test
  void aFetchedArchiveIsExtractedFromTheCacheToo() throws Exception {
    Files.writeString(source.resolve("inside.txt"), "inside\n");
    assertThat(
            new ProcessBuilder(
                    "tar", "-C", source.toString(), "-czf", source + "/a.tar.gz", "inside.txt")
                .start()
                .waitFor())
        .isZero();

    run("cat inside.txt; ls a.tar.gz", uri(source + "/a.tar.gz"));
    assertThat(fixture.stdout(work, "t")).isEqualTo("inside\na.tar.gz\n");
    TaskStatus end =
        fixture.run(
            task("cached", "")
                .setCommand(
                    CommandInfo.newBuilder()
                        .setValue("cat inside.txt; ls")
                        .addUris(uri(source + "/a.tar.gz").setCache(true))));
    assertThat(end.getState()).isEqualTo(TaskState.TASK_FINISHED);
    assertThat(fixture.stdout(work, "cached")).isEqualTo("inside\ninside.txt\nstderr\nstdout\n");
  }

  @Test
  void withoutExtractAnArchiveStaysAsItIs() throws Exception {
    Files.writeString(source.resolve("b.zip"), "not even an archive");
    run("ls b.zip", uri(source + "/b.zip").setExtract(false));
    assertThat(fixture.stdout(work, "t")).isEqualTo("b.zip\n");
    assertThat(
            fixture
                .run(
                    task("t2", "")
                        .setCommand(
                            CommandInfo.newBuilder()
                                .setValue("true")
                                .addUris(uri(source + "/b.zip"))))
                .getMessage())
        .contains("cannot extract 'b.zip'");
  }

  private void run(String command, CommandInfo.URI.Builder... uris) {
    TaskStatus end = fixture.run(withUris(command, uris));
    assertThat(end.getState()).as(end.getMessage()).isEqualTo(TaskState.TASK_FINISHED);
  }

  private TaskStatus fail(CommandInfo.URI.Builder uri) {
    TaskStatus end = fixture.run(withUris("true", uri));
    assertThat(end.getState()).isEqualTo(TaskState.TASK_FAILED);
    assertThat(end.getReason()).isEqualTo(Reason.REASON_CONTAINER_LAUNCH_FAILED);
    assertThat(end.getSource()).isEqualTo(Source.SOURCE_AGENT);
    return end;
  }

  private static TaskInfo.Builder withUris(String command, CommandInfo.URI.Builder... uris) {
    CommandInfo.Builder info = CommandInfo.newBuilder().setValue(command);
    for (CommandInfo.URI.Builder uri : uris) {
      info.addUris(uri);
    }
    return task("t", command).setCommand(info);
  }

  private static CommandInfo.URI.Builder uri(String value) {
    return CommandInfo.URI.newBuilder().setValue(value);
  }
}

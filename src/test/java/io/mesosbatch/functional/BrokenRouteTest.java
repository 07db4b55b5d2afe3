package io.mesosbatch.functional;

import static io.mesosbatch.functional.TaskLists.list;
import static io.mesosbatch.functional.TaskLists.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.functional.Program.Ended;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A route's file of the user's own that is no good. */
class BrokenRouteTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          timer:x         | - log: "a                | line 7, column 1  | unexpected end of stream
          timer:x         | - logg: a                | line 6, column 11 | Unknown node id: logg
          timer:x         | - log: {message: a, b: c} | line 6, column 32 | Unsupported field: b
          timer:x?perod=1 | - log: a                 | line 1, route x   | no option perod
          kafka:x         | - log: a                 | line 1, route x   | no component kafka
          timer:{{nope}}  | - log: a                 | line 1, route x   | Property with key [nope] not found
          timer:x         | - bean: nobean           | line 1, route x   | step Bean[ref:nobean]: No bean
          """)
  void saysWhatIsWrongAndWhere(String uri, String step, String place, String what)
      throws Exception {
    Home home = Home.install(directory.resolve("home"));
    Path file = home.folder().resolve("routes/mine.camel.yaml");
    Files.writeString(
        file,
        "- route:\n    id: x\n    from:\n      uri: \"%s\"\n      steps:\n        %s\n"
            .formatted(uri, step));

    Ended ended = home.run().await();

    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
    assertThat(ended.err())
        .contains("mesos-batch: " + file + ", " + place + ": ", what)
        .doesNotContain("please report", "\tat ", "Exception");
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    Home home = Home.install(directory.resolve("home"));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      home.with("mesosbatch.http.port", String.valueOf(port));

      Ended ended = home.run().await();

      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
      assertThat(ended.err())
          .contains("mesos-batch: a route cannot listen at 127.0.0.1:" + port + ": ")
          .doesNotContain("please report", "\tat ", "Exception");
    }
  }

  /** Tasks run and others wait, so that the core has much to say to the master. */
  @ParameterizedTest
  @ValueSource(strings = {"", "startupOrder: 2000000"})
  void withJobsUnderWayAFailingStartDoesNotWaitForAnybody(String order) throws Exception {
    Home home = Home.install(directory.resolve("home"));
    Path started = directory.resolve("started");
    try (Cluster cluster = Cluster.start(directory);
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      home.with("camel.component.mesos.master", cluster.master());
      try (Program first = home.run()) {
        home.drop("a.json", list(task("a", "touch " + started + "; sleep 600")));
        await().atMost(Duration.ofSeconds(90)).until(() -> Files.exists(started));
        first.signal("KILL");
        first.await();
      }
      Files.writeString(
          home.folder().resolve("routes/a.camel.yaml"),
          "- route:\n    id: a\n    %s\n    from:\n      uri: \"netty-http:http://127.0.0.1:%d\"\n      steps:\n        - log: a\n"
              .formatted(order, taken.getLocalPort()));

      Ended ended = home.run().await();

      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
      assertThat(ended.err())
          .contains("goes on", "mesos-batch: a route cannot listen at ")
          .doesNotContain("WARNING", "SEVERE", "No consumers", "please report", "\tat ");
      assertThat(ended.err().contains("Subscribed")).isEqualTo(!order.isEmpty());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mesosbatch.http.port=no | mesosbatch.http.port = no is no whole number",
        "mesosbatch.http.port=70000 | mesosbatch.http.port = 70000: 1 to 65535 is wanted",
        "mesosbatch.http.tls=true | scheme = https, tls = true and keyStore are all wanted",
        "mesosbatch.http.scheme=https | scheme = https, tls = true and keyStore are all wanted"
      })
  void aSettingThatCannotBeIsRefused(String setting, String what) throws Exception {
    Home home = Home.install(directory.resolve("home"));
    home.with("mesosbatch.http.port", "8080");
    home.with(setting.split("=")[0], setting.split("=")[1]);

    Ended ended = home.run().await();

    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
    assertThat(ended.err()).contains(what).doesNotContain("please report", "\tat ");
  }
}

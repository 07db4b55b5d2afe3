package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.functional.Program.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}

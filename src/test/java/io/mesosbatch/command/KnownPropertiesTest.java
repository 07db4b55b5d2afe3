package io.mesosbatch.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KnownPropertiesTest {
  /** Of the embedded Mesos, for developers of executors; and the key of a label. */
  private static final List<String> OTHER_NAMES =
      List.of("mesosbatch.http", "mesosbatch.local.docker", "mesosbatch.ports");

  private static Set<String> matches(String text, String pattern) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text);
    while (matcher.find()) {
      if (!matcher.group(1).startsWith(KnownProperties.TEMPLATE_VALUES)) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  @Test
  void eachStandsInTheShippedFileAndNoOther() throws IOException {
    String file = Files.readString(Path.of("application.properties"));
    assertThat(matches(file, "^#?(mesosbatch\\.[\\w.]+) *="))
        .containsExactlyInAnyOrderElementsOf(KnownProperties.NAMES);
  }

  @Test
  void theRoutesUseOnlyKnownOnes() throws IOException {
    try (Stream<Path> routes = Files.list(Path.of("routes"))) {
      for (Path route : routes.toList()) {
        assertThat(KnownProperties.NAMES)
            .as(route.toString())
            .containsAll(matches(Files.readString(route), "\\{\\{(mesosbatch\\.[\\w.]+)"));
      }
    }
  }

  /** Those of the folders of S3 are put together: mesosbatch.s3Lists. + prefix. */
  @Test
  void theProgramReadsOnlyKnownOnesAndEachIsRead() throws IOException {
    Set<String> read = new TreeSet<>();
    StringBuilder all = new StringBuilder();
    for (String root : List.of("src/main/java", "routes")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (!file.endsWith("KnownProperties.java")) {
            String text = Files.readString(file);
            all.append(text);
            read.addAll(matches(text, "[\"{](mesosbatch(?:\\.\\w+)+)[\": }]"));
          }
        }
      }
    }
    Set<String> known = new TreeSet<>(KnownProperties.NAMES);
    known.addAll(KnownProperties.INTERNAL);
    known.addAll(OTHER_NAMES);
    assertThat(known).containsAll(read);
    assertThat(KnownProperties.NAMES)
        .allSatisfy(
            name ->
                assertThat(
                        read.contains(name)
                            || (name.matches("mesosbatch\\.s3(Lists|Tiles)\\..*")
                                && all.indexOf(
                                        "\"" + name.substring(name.lastIndexOf('.') + 1) + "\"")
                                    >= 0))
                    .as(name)
                    .isTrue());
  }

  @Test
  void theOptionsOfTheComponentThatTheFileNamesAreThere() throws IOException {
    String file = Files.readString(Path.of("application.properties"));
    assertThat(matches(file, "^#?(camel\\.component\\.mesos\\.\\w+) *="))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(ComponentProperties.problem(name)).isEmpty());
  }

  @Test
  void aMisspeltOptionOfTheComponentIsRefusedToo() {
    assertThatThrownBy(
            () ->
                KnownProperties.check(
                    List.of(
                        "camel.component.mesos.frameworkNam", "camel.component.mesos.max-backoff"),
                    List.of("camel.component.mesos.mster"),
                    List.of()))
        .isInstanceOf(Failures.BadInput.class)
        .hasMessageContaining(
            "camel.component.mesos.frameworkNam is not known; did you mean"
                + " camel.component.mesos.frameworkName?")
        .hasMessageContaining("did you mean camel.component.mesos.master?")
        .hasMessageNotContaining("max-backoff");
  }

  @Test
  void aMisspeltOneIsRefusedWithTheNearestName() {
    assertThatThrownBy(
            () ->
                KnownProperties.check(
                    List.of("mesosbatch.folder", "mesosbatch.sqs.queueUlr", "camel.main.name"),
                    List.of("mesosbatch.htpp.port", "java.home", "mesosbatch.terminal"),
                    List.of("MESOSBATCH_FOLDR", "PATH", "MESOSBATCH_STORE_PASSWORD")))
        .isInstanceOf(Failures.BadInput.class)
        .hasMessageContaining(
            "mesosbatch.sqs.queueUlr is not known; did you mean mesosbatch.sqs.queueUrl?")
        .hasMessageContaining(
            "mesosbatch.htpp.port is not known; did you mean mesosbatch.http.port?")
        .hasMessageContaining("MESOSBATCH_FOLDR is not known; did you mean MESOSBATCH_FOLDER?");
  }

  @Test
  void placeholdersOfATemplateMayHaveAnyName() {
    assertThatCode(
            () ->
                KnownProperties.check(
                    List.of("mesosbatch.s3Tiles.value.target_bucket"),
                    List.of(),
                    List.of("MESOSBATCH_S3TILES_VALUE_X")))
        .doesNotThrowAnyException();
  }
}

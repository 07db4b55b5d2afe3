package io.mesosbatch.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts the program, with a JVM that only says what it was given. */
class LauncherTest {
  @TempDir Path home;

  @BeforeEach
  void install() throws IOException {
    Files.createDirectories(home.resolve("target"));
    Files.createFile(home.resolve("target/mesos-batch.jar"));
    Files.copy(
        Path.of("mesos-batch"),
        home.resolve("mesos-batch"),
        StandardCopyOption.COPY_ATTRIBUTES,
        StandardCopyOption.REPLACE_EXISTING);
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        case "$*" in
          *-XshowSettings*) echo "    java.specification.version = 17"; exit ;;
          *--master=local*--progress=false*) exit ;;
        esac
        printf '<%s>\\n' "$@"
        case "$*" in */dev/fd/3*) printf 'secret: '; cat /dev/fd/3 ;; esac
        """);
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  private String start(String... args) throws Exception {
    String[] command = new String[args.length + 2];
    command[0] = "sh";
    command[1] = home.resolve("mesos-batch").toString();
    System.arraycopy(args, 0, command, 2, args.length);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", home.toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void argumentsAreHandedOnAsTheyAre() throws Exception {
    assertThat(start("--task_list={\"a\": \"b c\"}", "--framework_name", "$(x) `y` *", ""))
        .contains("<--task_list={\"a\": \"b c\"}>\n<--framework_name>\n<$(x) `y` *>\n<>\n");
  }

  @Test
  void aSecretDoesNotStandInTheListOfProcesses() throws Exception {
    for (String[] args :
        new String[][] {
          {"--secret=ses $(x)\\ame", "--principal=p"},
          {"--secret", "ses $(x)\\ame", "--principal=p"}
        }) {
      assertThat(start(args))
          .contains("<--secret=file:///dev/fd/3>\n<--principal=p>\n")
          .contains("secret: ses $(x)\\ame\n")
          .doesNotContain("<--secret=ses", "<ses");
    }
  }

  @Test
  void startsFromAFolderThatItMayNotWriteTo() throws Exception {
    assertThat(start("run")).contains("@" + home.resolve("target/launch-"));
    try (var files = Files.list(home.resolve("target"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".args")).toList()) {
        // What nobody can write to, not even root.
        Files.delete(file);
        Files.createDirectory(Path.of(file.toString().replace(".args", ".new")));
      }
    }
    assertThat(start("run")).contains("<-Xlog:disable>\n", "<run>\n").doesNotContain("@");
  }

  @Test
  void aSecretInAFileStaysThere() throws Exception {
    assertThat(start("--secret=file:///etc/secret")).contains("<--secret=file:///etc/secret>");
  }
}

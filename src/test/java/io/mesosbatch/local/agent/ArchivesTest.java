package io.mesosbatch.local.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivesTest {
  private static final String LONG = "a-rather-long-name-".repeat(9);

  /** Not every system lets the JDK name a file with an umlaut. */
  private static final String NAME =
      "UTF-8".equals(System.getProperty("sun.jnu.encoding")) ? "\u00e4.txt" : "plain.txt";

  @TempDir Path temporary;
  private Path tree;
  private Path out;

  @BeforeEach
  void makeTree() throws IOException {
    tree = Files.createDirectories(temporary.resolve("tree"));
    out = Files.createDirectories(temporary.resolve("out"));
    Files.createDirectories(tree.resolve("deep/" + LONG));
    Files.writeString(tree.resolve("deep/" + LONG + "/" + LONG), "long\n");
    Files.writeString(tree.resolve(NAME), "umlaut\n");
    Files.writeString(tree.resolve("run.sh"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(
        tree.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-x--x"));
    Files.write(tree.resolve("big"), new byte[200_000]);
    Files.createSymbolicLink(tree.resolve("link"), Path.of("run.sh"));
    Files.createLink(tree.resolve("same"), tree.resolve("run.sh"));
  }

  @ParameterizedTest
  @CsvSource({
    "a.tar, --format=gnu, cf",
    "a.tar, --format=pax, cf",
    "a.tar.gz, --format=gnu, czf",
    "a.tgz, --format=pax, czf",
    "a.tar.bz2, --format=gnu, cjf",
    "a.txz, --format=gnu, cJf",
  })
  void whatTarMakesIsExtracted(String name, String format, String flags) throws Exception {
    Path archive = temporary.resolve(name);
    run("tar", "-C", tree.toString(), format, "-" + flags, archive.toString(), ".");

    assertThat(Archives.extract(archive, out)).isTrue();
    assertSameTree();
    assertThat(out.resolve("same")).hasContent("#!/bin/sh");
  }

  @Test
  void whatZipMakesIsExtracted() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/zip")), "there is no program zip");
    Path archive = temporary.resolve("a.zip");
    Process zip =
        new ProcessBuilder("zip", "-qry", archive.toString(), ".").directory(tree.toFile()).start();
    assertThat(zip.waitFor()).isZero();

    assertThat(Archives.extract(archive, out)).isTrue();
    assertSameTree();
  }

  @Test
  void aZipWithoutModesIsExtracted() throws IOException {
    zip("dir/", "dir/file");
    assertThat(Archives.extract(temporary.resolve("a.zip"), out)).isTrue();
    assertThat(out.resolve("dir/file")).hasContent("content");
  }

  @Test
  void aSingleGzippedFileIsExtracted() throws IOException {
    Path archive = temporary.resolve("data.csv.gz");
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(archive))) {
      gzip.write("1,2\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(Archives.extract(archive, out)).isTrue();
    assertThat(out.resolve("data.csv")).hasContent("1,2");
  }

  @Test
  void anyOtherNameIsNoArchive() throws IOException {
    assertThat(Archives.extract(Files.createFile(temporary.resolve("a.txt")), out)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a/../../evil", "..", "a/../../../evil"})
  void aZipEntryCannotLeaveTheDirectory(String name) throws IOException {
    zip(name);
    assertThatThrownBy(() -> Archives.extract(temporary.resolve("a.zip"), out))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("leads out of the sandbox");
    assertNothingOutside();
  }

  @Test
  void anAbsoluteZipEntryLandsInside() throws IOException {
    zip("/etc/evil");
    assertThat(Archives.extract(temporary.resolve("a.zip"), out)).isTrue();
    assertThat(out.resolve("etc/evil")).exists();
  }

  @Test
  void aTarEntryCannotLeaveTheDirectory() throws Exception {
    Files.writeString(temporary.resolve("evil"), "evil");
    run("tar", "-C", tree.toString(), "-Pcf", temporary + "/a.tar", "../evil");
    Files.delete(temporary.resolve("evil"));

    assertThatThrownBy(() -> Archives.extract(temporary.resolve("a.tar"), out))
        .hasMessageContaining("'../evil' leads out of the sandbox");
    assertNothingOutside();
  }

  @Test
  void aTarEntryCannotGoThroughALink() throws Exception {
    Path one = Files.createDirectories(temporary.resolve("one"));
    Files.createSymbolicLink(one.resolve("dir"), temporary);
    Path two = Files.createDirectories(temporary.resolve("two/dir"));
    Files.writeString(two.resolve("evil"), "evil");
    String archive = temporary + "/a.tar";
    run("tar", "-C", one.toString(), "-cf", archive, "dir");
    run("tar", "-C", temporary + "/two", "-rf", archive, "dir/evil");

    assertThatThrownBy(() -> Archives.extract(Path.of(archive), out))
        .hasMessageContaining("leads through a symbolic link");
    assertNothingOutside();
  }

  @Test
  void aLinkIsReplacedNotWrittenThrough() throws Exception {
    Path victim = temporary.resolve("victim");
    Files.writeString(victim, "untouched");
    Path one = Files.createDirectories(temporary.resolve("one"));
    Files.createSymbolicLink(one.resolve("file"), victim);
    Path two = Files.createDirectories(temporary.resolve("two"));
    Files.writeString(two.resolve("file"), "new");
    String archive = temporary + "/a.tar";
    run("tar", "-C", one.toString(), "-cf", archive, "file");
    run("tar", "-C", two.toString(), "-rf", archive, "file");

    Archives.extract(Path.of(archive), out);
    assertThat(victim).hasContent("untouched");
    assertThat(out.resolve("file")).hasContent("new");
  }

  @Test
  void aDamagedArchiveIsRefused() throws Exception {
    Path archive = temporary.resolve("a.tar");
    run("tar", "-C", tree.toString(), "-cf", archive.toString(), "big");
    byte[] bytes = Files.readAllBytes(archive);

    for (int length : List.of(100, 600, 100_000)) {
      Files.write(archive, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> Archives.extract(archive, out)).isInstanceOf(IOException.class);
    }
    bytes[3] ^= 1;
    Files.write(archive, bytes);
    assertThatThrownBy(() -> Archives.extract(archive, out)).hasMessageContaining("damaged");
  }

  private void assertSameTree() throws IOException {
    assertThat(out.resolve("deep/" + LONG + "/" + LONG)).hasContent("long");
    assertThat(out.resolve(NAME)).hasContent("umlaut");
    assertThat(Files.size(out.resolve("big"))).isEqualTo(200_000);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out.resolve("run.sh"))))
        .isEqualTo("rwxr-x--x");
    assertThat(Files.readSymbolicLink(out.resolve("link"))).hasToString("run.sh");
  }

  private void assertNothingOutside() {
    assertThat(Files.exists(temporary.resolve("evil"), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  private void zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        if (!name.endsWith("/")) {
          zip.write("content".getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    Files.write(temporary.resolve("a.zip"), bytes.toByteArray());
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}

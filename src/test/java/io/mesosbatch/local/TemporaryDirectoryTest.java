package io.mesosbatch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryDirectoryTest {
  @Test
  void removeTakesAllThatIsInsideAndNothingElse(@TempDir Path outside) throws IOException {
    Files.writeString(outside.resolve("kept"), "kept");
    TemporaryDirectory directory = TemporaryDirectory.make();
    Path deep = Files.createDirectories(directory.path().resolve("agent0/slaves/deep"));
    Files.writeString(deep.resolve("stdout"), "x");
    Files.createSymbolicLink(deep.resolve("link"), outside);

    directory.remove();
    assertThat(directory.path()).doesNotExist();
    assertThat(outside.resolve("kept")).exists();
  }

  @Test
  void otherUsersMayPassThroughButNotLook() throws IOException {
    TemporaryDirectory directory = TemporaryDirectory.make();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
        .isEqualTo("rwx--x--x");
    directory.remove();
  }
}

package io.mesosbatch.component;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Keeps each session's framework id in a file of its own, {@code DIRECTORY/SESSION.framework-id}.
 */
public final class FileFrameworkIdRepository implements FrameworkIdRepository {
  private final Path directory;

  /** The directory is made when the first id is saved. */
  public FileFrameworkIdRepository(String directory) {
    this.directory = Path.of(directory);
  }

  @Override
  public Optional<String> load(String session) throws IOException {
    try {
      return Optional.of(Files.readString(file(session)).strip()).filter(id -> !id.isEmpty());
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  @Override
  public void save(String session, String frameworkId) throws IOException {
    Files.createDirectories(directory);
    Path file = file(session);
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, frameworkId + "\n");
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path file(String session) {
    return directory.resolve(session.replaceAll("[^A-Za-z0-9._-]", "_") + ".framework-id");
  }
}

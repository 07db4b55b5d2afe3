package io.mesosbatch.store.jdbc;

import io.mesosbatch.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.Consumer;
import org.h2.store.fs.FilePath;

/**
 * Changes the tables of an H2 file. H2 commits with each change of a table, so a kill between two
 * of them would leave a file of no version. So it is done to a copy, which then replaces the file.
 */
final class H2Migration {
  private static final String FILE = ".mv.db";
  private static final String COPY = ".migrating";

  private final StoreConfig config;
  private final String database;

  private H2Migration(StoreConfig config, String database) {
    this.config = config;
    this.database = database;
  }

  /**
   * @param database open
   * @return empty if it is in memory or on a server
   */
  static Optional<H2Migration> of(StoreConfig config, Database database) {
    if (!config.isH2() || config.url().startsWith("jdbc:h2:tcp:")) {
      return Optional.empty();
    }
    String path =
        database.run(
            connection -> {
              try (Statement statement = connection.createStatement();
                  ResultSet row = statement.executeQuery("select database_path()")) {
                row.next();
                return row.getString(1);
              }
            });
    return Optional.ofNullable(path).map(file -> new H2Migration(config, file));
  }

  /**
   * @param migration of an open database
   * @throws StoreException another program has the file, or it cannot be written
   */
  void run(Consumer<Database> migration) {
    FilePath locked = FilePath.get(database + COPY + ".lock");
    try (FileChannel channel = locked.open("rw");
        FileLock lock = lock(channel)) {
      if (lock == null) {
        throw new StoreException(
            "the tables of the job store " + config.url() + " are being made by another program",
            null);
      }
      if (!isPresent()) {
        replace(migration);
      }
    } catch (IOException e) {
      throw new StoreException(
          "the tables of the job store " + config.url() + " cannot be made: " + e.getMessage(), e);
    }
    locked.delete();
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Another program may have been faster. */
  private boolean isPresent() {
    Database opened = new Database(config);
    try {
      return Schema.isPresent(opened);
    } finally {
      opened.close();
    }
  }

  private void replace(Consumer<Database> migration) throws IOException {
    FilePath file = FilePath.get(database + FILE);
    FilePath copy = FilePath.get(database + COPY + FILE);
    copy.delete();
    try (InputStream from = file.newInputStream();
        OutputStream to = copy.newOutputStream(false)) {
      from.transferTo(to);
    }
    Database migrated = new Database(ofCopy());
    try {
      migration.accept(migrated);
      migrated.durably(connection -> null);
    } finally {
      migrated.close();
    }
    try (FileChannel channel = copy.open("rw")) {
      channel.force(true);
    }
    copy.moveTo(file, true);
    syncDirectory(file);
  }

  private StoreConfig ofCopy() {
    int settings = config.url().indexOf(';');
    String rest = settings < 0 ? "" : config.url().substring(settings);
    return new StoreConfig("jdbc:h2:" + database + COPY + rest, config.user(), config.password());
  }

  private static void syncDirectory(FilePath file) {
    try (FileChannel directory =
        FileChannel.open(Path.of(file.getParent().unwrap().toString()), StandardOpenOption.READ)) {
      directory.force(true);
    } catch (IOException e) {
      // Where a directory cannot be opened the file system must see to it.
      return;
    }
  }
}

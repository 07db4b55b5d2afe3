package io.mesosbatch.command;

import io.mesosbatch.job.ListId;
import io.mesosbatch.store.SourceKey;
import io.mesosbatch.store.jdbc.StoreConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether a list that was cut off is taken up again, and where that is remembered. */
final class ResumeFlags {
  private static final int NAME_CHARACTERS = 32;

  @Option(
      names = "--resume",
      paramLabel = "true|false",
      description =
          "Remembers how far the list has come. If this program is cut off, the same command runs"
              + " only what has not ended. A list is known again by its content, and by its id if"
              + " it has one: with other content under the same id it is refused. Give a"
              + " --failover_timeout too, or the master kills what runs at that time. Default:"
              + " false.")
  boolean resume;

  @Option(
      names = "--store",
      paramLabel = "DIRECTORY|URL",
      description =
          "Where to remember: a directory, or jdbc:postgresql://HOST/DATABASE (user and password"
              + " by MESOSBATCH_STORE_USER and MESOSBATCH_STORE_PASSWORD). Default:"
              + " .mesos-batch in your home directory.")
  String store = Path.of(System.getProperty("user.home"), ".mesos-batch").toString();

  /**
   * A list that can be read again.
   *
   * @param file a copy
   * @param digest of what the list holds: by it the list is known again
   * @param id that it gives itself
   */
  record Copy(Path file, String digest, Optional<String> id) implements AutoCloseable {
    SourceKey key() {
      return new SourceKey("list:" + digest);
    }

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(file);
    }
  }

  static Copy copy(InputStream list) throws IOException {
    MessageDigest digest = digest();
    Path file = Files.createTempFile("mesos-batch", ".list");
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
      list.transferTo(out);
    }
    try (InputStream again = Files.newInputStream(file)) {
      return new Copy(file, hex(digest), ListId.find(again));
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The same for the same list, also where an id stands for other content than before. */
  private static String name(Copy list) {
    if (list.id.isEmpty()) {
      return list.digest.substring(0, NAME_CHARACTERS);
    }
    MessageDigest digest = digest();
    digest.update(list.id.get().getBytes(StandardCharsets.UTF_8));
    return "id-" + hex(digest).substring(0, NAME_CHARACTERS);
  }

  /** Each list has a directory of its own, so that two commands do not get in each other's way. */
  StoreConfig config(Copy list) throws Failures.BadInput {
    if (!store.startsWith("jdbc:")) {
      return StoreConfig.inDirectory(Path.of(store).resolve(name(list)));
    }
    try {
      return new StoreConfig(
          store, environment("MESOSBATCH_STORE_USER"), environment("MESOSBATCH_STORE_PASSWORD"));
    } catch (IllegalArgumentException e) {
      throw new Failures.BadInput("--store: " + e.getMessage());
    }
  }

  private static String environment(String name) {
    return Optional.ofNullable(System.getenv(name)).orElse("");
  }
}

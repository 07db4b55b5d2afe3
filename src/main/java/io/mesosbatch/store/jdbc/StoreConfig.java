package io.mesosbatch.store.jdbc;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Objects;

/**
 * Where the jobs are stored.
 *
 * @param url {@code jdbc:h2:…} or {@code jdbc:postgresql://host/database}; without a password
 */
public record StoreConfig(String url, String user, String password) {
  public StoreConfig {
    Objects.requireNonNull(user);
    Objects.requireNonNull(password);
    String lower = url.toLowerCase(Locale.ROOT);
    if (!lower.startsWith("jdbc:h2:") && !lower.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "the store's URL must begin with jdbc:h2: or jdbc:postgresql:");
    }
    // An error message or a log may show the URL.
    if (lower.contains("password=") || lower.matches("jdbc:postgresql://[^/]*@.*")) {
      throw new IllegalArgumentException(
          "the store's URL holds a password: give user and password by their own options");
    }
    if (!lower.startsWith("jdbc:h2:") && !isUnderstood(url)) {
      throw new IllegalArgumentException(
          "the store's URL is none of PostgreSQL: jdbc:postgresql://HOST:PORT/DATABASE is wanted");
    }
  }

  /** PostgreSQL's driver leaves what it cannot read to other drivers, of which there are none. */
  private static boolean isUnderstood(String url) {
    try {
      return DriverManager.getDriver(url) != null;
    } catch (SQLException e) {
      return false;
    }
  }

  /** A file in the directory, which is made, for this user alone, if it is missing. */
  public static StoreConfig inDirectory(Path directory) {
    Path file = directory.toAbsolutePath().normalize().resolve("store");
    return new StoreConfig(H2.FILE_URL + file, "mesos_batch", "");
  }

  boolean isH2() {
    return url.toLowerCase(Locale.ROOT).startsWith("jdbc:h2:");
  }

  @Override
  public String toString() {
    return "StoreConfig[url=" + url + ", user=" + user + "]";
  }
}

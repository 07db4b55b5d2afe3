package io.mesosbatch.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What the store keeps once. */
final class Settings {
  static final String FRAMEWORK_ID = "framework_id";

  /** Which program may write; see {@link Database#takeOver}. */
  static final String OWNER = "owner";

  private Settings() {}

  static Optional<String> get(Connection connection, String name) throws SQLException {
    return select(connection, name, "");
  }

  /** Nobody changes it before this transaction ends. */
  static Optional<String> hold(Connection connection, String name) throws SQLException {
    return select(connection, name, " for share");
  }

  private static Optional<String> select(Connection connection, String name, String lock)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select content from setting where name = ?" + lock)) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  static void put(Connection connection, String name, String content) throws SQLException {
    remove(connection, name);
    try (PreparedStatement insert =
        connection.prepareStatement("insert into setting (name, content) values (?, ?)")) {
      insert.setString(1, name);
      insert.setString(2, content);
      insert.executeUpdate();
    }
  }

  static void remove(Connection connection, String name) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from setting where name = ?")) {
      delete.setString(1, name);
      delete.executeUpdate();
    }
  }
}

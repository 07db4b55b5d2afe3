package io.mesosbatch.store.jdbc;

import io.mesosbatch.store.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Brings a database to the present version of the tables, from none or any earlier one. */
final class Schema {
  /** The version of the last script. */
  static final String VERSION = "3";

  private static final String HISTORY = "schema_version";
  private static final String SCRIPTS = "classpath:io/mesosbatch/store/jdbc";

  private Schema() {}

  /**
   * @throws StoreException it cannot be opened, a later program has written it, or it holds other
   *     tables than ours
   */
  static Database open(StoreConfig config) {
    Database database = new Database(config);
    try {
      // Flyway takes longer to start than all the rest of the store.
      if (isPresent(database)) {
        return database;
      }
      Optional<H2Migration> file = H2Migration.of(config, database);
      if (file.isEmpty()) {
        migrate(database);
        return database;
      }
      database.close();
      file.get().run(Schema::migrate);
      return new Database(config);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  static boolean isPresent(Database database) {
    return database.run(Schema::isPresent);
  }

  private static void migrate(Database database) {
    try {
      flyway(database).migrate();
    } catch (FlywayValidateException e) {
      throw new StoreException(
          "the tables of the job store were made by a later version of this program, or changed:"
              + " use that version, or another store ("
              + e.getMessage()
              + ")",
          e);
    } catch (FlywayException e) {
      throw database.failures().opening(e);
    }
  }

  static Flyway flyway(Database database) {
    return Flyway.configure()
        .dataSource(database.dataSource())
        .locations(SCRIPTS)
        .table(HISTORY)
        // By default it goes on with tables of a later version.
        .ignoreMigrationPatterns(new String[0])
        .load();
  }

  private static boolean isPresent(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select \"version\" from \""
                    + HISTORY
                    + "\" where \"success\" = true order by \"installed_rank\" desc")) {
      return row.next() && VERSION.equals(row.getString(1));
    } catch (SQLException e) {
      // There are no tables yet; or nothing works, and then Flyway finds out, too.
      connection.rollback();
      return false;
    }
  }
}

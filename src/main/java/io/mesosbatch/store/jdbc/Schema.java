package io.mesosbatch.store.jdbc;

import io.mesosbatch.store.StoreException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** Brings a database to the present version of the tables, from none or any earlier one. */
final class Schema {
  private Schema() {}

  /**
   * @throws StoreException a later program has written it, or it holds other tables than ours
   */
  static void migrate(Database database) {
    try {
      Flyway flyway =
          Flyway.configure()
              .dataSource(database.dataSource())
              .locations("classpath:io/mesosbatch/store/jdbc")
              .table("schema_version")
              .load();
      for (MigrationInfo applied : flyway.info().applied()) {
        if (applied.getState() == MigrationState.FUTURE_SUCCESS) {
          throw new StoreException(
              "the job store was written by a later version of this program (its tables have"
                  + " version "
                  + applied.getVersion()
                  + "): use that one, or another store",
              null);
        }
      }
      flyway.migrate();
    } catch (FlywayException e) {
      throw database.failures().opening(e);
    }
  }
}

package io.mesosbatch.store.jdbc;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2JobStoreTest extends DurableJobStoreContract {
  @TempDir Path directory;

  @Override
  protected StoreConfig config() {
    return StoreConfig.inDirectory(directory.resolve("data"));
  }
}

package io.mesosbatch.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.store.StoreAwayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreConfigTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db/batch?user=me&password=hunter2",
        "jdbc:postgresql://me:hunter2@db/batch",
        "jdbc:h2:file:/data/store;PASSWORD=hunter2",
        "mysql://hunter2@db"
      })
  void aUrlThatCannotBeUsedIsRefusedAndNotShown(String url) {
    assertThatThrownBy(() -> new StoreConfig(url, "", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:postgresql://db:port/batch", "jdbc:postgresql:/batch"})
  void aUrlThatNoDriverUnderstandsIsNotTakenForAServerThatIsAway(String url) {
    assertThatThrownBy(() -> new StoreConfig(url, "", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jdbc:postgresql://HOST:PORT/DATABASE");
  }

  @Test
  void anUnknownHostIsSaid() {
    StoreConfig config = new StoreConfig("jdbc:postgresql://nowhere.invalid/batch", "", "");
    assertThatThrownBy(() -> JdbcJobStore.open(config))
        .isInstanceOf(StoreAwayException.class)
        .hasMessageContaining("UnknownHostException: nowhere.invalid");
  }

  @Test
  void thePasswordIsNotShown() {
    assertThat(new StoreConfig("jdbc:postgresql://db/batch", "me", "hunter2").toString())
        .contains("db/batch", "me")
        .doesNotContain("hunter2");
  }
}

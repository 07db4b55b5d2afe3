package io.mesosbatch.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MasterAddressTest {
  @ParameterizedTest
  @CsvSource({
    "master, false, master, 5050, /api/v1/scheduler",
    "10.0.0.1:5051, false, 10.0.0.1, 5051, /api/v1/scheduler",
    "http://master:5050/, false, master, 5050, /api/v1/scheduler",
    "https://master, true, master, 5050, /api/v1/scheduler",
    "HTTPS://master:443/mesos/, true, master, 443, /mesos/api/v1/scheduler",
    "https://proxy/mesos, true, proxy, 443, /mesos/api/v1/scheduler",
    "http://proxy/api/v1/scheduler, false, proxy, 80, /api/v1/scheduler",
    "[::1]:5050, false, ::1, 5050, /api/v1/scheduler",
    "' master:5050 ', false, master, 5050, /api/v1/scheduler"
  })
  void anAddressIsRead(String text, boolean https, String host, int port, String path) {
    assertThat(MasterAddress.parse(text)).isEqualTo(new MasterAddress(https, host, port, path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ":5050",
        "ftp://master",
        "http://",
        "master:port",
        "5050",
        "master:0",
        "master:70000",
        "http://user:secret@master:5050",
        "a b",
        "http://master:5050/?x=1",
        "zk://zk1:2181/mesos"
      })
  void whatIsNoAddressIsRefused(String text) {
    assertThatThrownBy(() -> MasterAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s)(Not? |A master).*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:hunter2@master:5050",
        "user:hunter2@master:5050",
        "ftp://user:hunter2@master",
        "http://user:hunter2@master:5050/?x=1",
        "http://user:hunter2@ma ster"
      })
  void aPasswordIsNotShown(String text) {
    assertThatThrownBy(() -> MasterAddress.parse(text))
        .hasMessageContaining("ma")
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a:1,b:2 | a:1,b:2",
        "zk://user:hun,t/er2@a:1,b:2/mesos | zk://a:1,b:2/mesos",
        "user:hunter2@a:1 | a:1",
        "zk://user:hunter2@a:1,b:2/mesos | zk://a:1,b:2/mesos",
        "http://user:hunter2@a:1,https://x:hunter2@b | http://a:1,https://b"
      })
  void mastersAreShownWithoutSecrets(String masters, String shown) {
    assertThat(MasterDetector.shown(masters)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "//b:5061/master/api/v1/scheduler, http://b:5061, /master/api/v1/scheduler",
    "http://b:5061/x, http://b:5061, /x",
    "https://b/x, https://b:443, /x",
    "//b:5061, http://b:5061, /api/v1/scheduler",
    "/other, http://a:5050, /other",
    "//[::1]:5061/x, http://[::1]:5061, /x"
  })
  void aLocationIsResolved(String location, String shown, String path) {
    MasterAddress to = MasterAddress.parse("a:5050").redirectedTo(location);
    assertThat(to).hasToString(shown);
    assertThat(to.path()).isEqualTo(path);
  }

  @Test
  void aLocationWithoutASchemeKeepsTls() {
    MasterAddress to = MasterAddress.parse("https://a:5050").redirectedTo("//b:5051/x");
    assertThat(to.https()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"::", "//", "http://", "mailto:a@b"})
  void aLocationThatLeadsNowhereIsRefused(String location) {
    assertThatThrownBy(() -> MasterAddress.parse("[::1]").redirectedTo(location))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theMastersOfAListAreTriedInTurn() {
    MasterDetector list = MasterDetector.parse("a:1, http://b:2 ,c");
    assertThat(IntStream.range(0, 4).mapToObj(i -> list.detect().toCompletableFuture().join()))
        .extracting(MasterAddress::toString)
        .containsExactly("http://a:1", "http://b:2", "http://c:5050", "http://a:1");
    assertThatThrownBy(() -> MasterDetector.parse(" , "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("No master is given");
  }
}

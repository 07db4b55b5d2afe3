package io.mesosbatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.resources.MesosId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptIdTest {
  @Property
  void isFoundAgainInTheMesosId(
      @ForAll @NotEmpty @StringLength(max = 300) String task,
      @ForAll @AlphaChars @NotEmpty @StringLength(max = 200) String job,
      @ForAll @IntRange(max = 999_999_999) int index,
      @ForAll @IntRange(min = 1, max = 999_999_999) int attempt) {
    AttemptId id = new AttemptId(job, index, attempt);
    String mesos = id.format(task);
    assertThat(MesosId.length(mesos)).isLessThanOrEqualTo(255);
    assertThat(AttemptId.parse(mesos)).contains(id);
  }

  @Test
  void theLongestIdsOfAListAreCut() {
    String mesos = new AttemptId("j".repeat(200), 1_000_000, 2).format("ü😀".repeat(60));
    assertThat(MesosId.problem(mesos)).isEmpty();
    assertThat(mesos).startsWith("ü😀ü😀").endsWith(".1000000.2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "a.b", "a.b.0", "a.b.0.0", "a..0.1", "a.b.x.1", "a.b.0.-1", ".b.0.1"})
  void foreignIdsAreNotOurs(String text) {
    assertThat(AttemptId.parse(text)).isEmpty();
  }
}

package io.mesosbatch.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceParserTest {
  @Test
  void readsAllKinds() {
    Resources all =
        Resources.parse(
            " cpus : 4 ; mem(role):1.5e3; ports:[31000-31005, 31006 - 32000]; set:{a,"
                + " b};cpus(*):1;");
    assertThat(all)
        .hasToString(
            "cpus:5; mem(reservations: [(STATIC,role)]):1500; ports:[31000-32000]; set:{a, b}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cpus | Cannot read the resource 'cpus': write name:value",
        "cpus:1:2 | Cannot read the value of the resource 'cpus:1:2'",
        "cpus(a:1 | Cannot read the resource 'cpus(a:1'",
        ":4 | Cannot read the resource ':4'",
        "cpus:four | Cannot read the value of the resource 'cpus:four'",
        "cpus:-4 | write a number from 0",
        "ports:[1] | Cannot read the range '1'",
        "ports:[5-1] | 5 is greater than 1",
        "ports:[1-99999999999999999999] | The number 99999999999999999999",
        "cpus:1;cpus:{a} | one name one type",
        "cpus(a b):1 | whitespace",
        "cpus:0.0001 | is less than 0.001"
      })
  void saysWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> Resources.parse(text))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessageContaining(message);
  }

  @Property
  void anyTextIsReadOrRefused(
      @ForAll
          @StringLength(max = 20)
          @Chars({'a', '1', ':', ';', '(', ')', '[', ']', '-', ',', '{', '}', ' ', '.', 'e'})
          String text) {
    try {
      Resources read = Resources.parse(text);
      assertThat(Resources.of(read.toProto())).isEqualTo(read);
    } catch (InvalidResourceException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}

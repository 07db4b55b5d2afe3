package io.mesosbatch.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InTurnTest {
  @ParameterizedTest
  @CsvSource({
    "r1, r1 r1 r1 r1 r1 r1 r1",
    "a|b|, a b  a b  a",
    "r{1..3}, r1 r2 r3 r1 r2 r3 r1",
    "r{3..3}, r3 r3 r3 r3 r3 r3 r3",
    "r{09..11}, r09 r10 r11 r09 r10 r11 r09",
    "r{0..1}, r0 r1 r0 r1 r0 r1 r0",
    "r{1..4};z{1..2}, r1;z1 r2;z2 r3;z1 r4;z2 r1;z1 r2;z2 r3;z1",
    "a{1..2}|b{1..3}, a1 b1 a2 b2 a1 b3 a2",
    "{a|b}, {a b} {a b} {a b} {a",
    "$1\\, $1\\ $1\\ $1\\ $1\\ $1\\ $1\\ $1\\"
  })
  void givesOneAfterTheOther(String text, String sevenOfThem) {
    InTurn inTurn = new InTurn(text);

    assertThat(IntStream.range(0, 7).mapToObj(inTurn::get).collect(Collectors.joining(" ")))
        .isEqualTo(sevenOfThem);
  }

  @Test
  void numbersGoUp() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InTurn("r{1..2}-{3..2}"))
        .withMessage("{3..2}: the first number is the smaller one");
  }
}

package io.mesosbatch.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RangesTest {
  private record Interval(int begin, int end) {}

  @Provide
  Arbitrary<List<Interval>> intervals() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 60), Arbitraries.integers().between(0, 12))
        .as((begin, more) -> new Interval(begin, begin + more))
        .list()
        .ofMaxSize(8);
  }

  private static Ranges ranges(List<Interval> intervals) {
    Ranges union = Ranges.EMPTY;
    for (Interval interval : intervals) {
      union = union.plus(Ranges.of(interval.begin, interval.end));
    }
    return union;
  }

  private static BitSet bits(List<Interval> intervals) {
    BitSet bits = new BitSet();
    intervals.forEach(i -> bits.set(i.begin, i.end + 1));
    return bits;
  }

  private static void assertSame(Ranges ranges, BitSet bits) {
    assertThat(ranges.size()).isEqualTo(bits.cardinality());
    for (int i = 0; i < 80; i++) {
      assertThat(ranges.contains(i)).isEqualTo(bits.get(i));
    }
    for (int i = 1; i < ranges.count(); i++) {
      assertThat(ranges.begin(i)).isGreaterThan(ranges.end(i - 1) + 1);
    }
  }

  @Property
  void behavesAsASetOfNumbers(
      @ForAll("intervals") List<Interval> a, @ForAll("intervals") List<Interval> b) {
    BitSet union = bits(a);
    union.or(bits(b));
    assertSame(ranges(a).plus(ranges(b)), union);
    BitSet difference = bits(a);
    difference.andNot(bits(b));
    assertSame(ranges(a).minus(ranges(b)), difference);
    BitSet missing = bits(b);
    missing.andNot(bits(a));
    assertThat(ranges(a).contains(ranges(b))).isEqualTo(missing.isEmpty());
  }

  @Property
  void theMessageSaysTheSame(@ForAll("intervals") List<Interval> a) {
    assertThat(Ranges.of(ranges(a).toProto())).isEqualTo(ranges(a)).hasSameHashCodeAs(ranges(a));
  }

  @Property
  void takesTheSmallest(@ForAll("intervals") List<Interval> a) {
    Ranges all = ranges(a);
    for (long count = 0; count <= all.size(); count++) {
      Ranges taken = all.take(count);
      assertThat(taken.size()).isEqualTo(count);
      assertThat(all.contains(taken)).isTrue();
      for (int i = 0; i < taken.count(); i++) {
        long largest = taken.end(i);
        all.minus(taken).first().ifPresent(rest -> assertThat(rest).isGreaterThan(largest));
      }
    }
    assertThatThrownBy(() -> all.take(all.size() + 1)).isInstanceOf(InvalidResourceException.class);
  }

  @Test
  void numbersAreUnsigned() {
    Ranges high = Ranges.of(Long.MAX_VALUE, -1);
    assertThat(high).hasToString("[9223372036854775807-18446744073709551615]");
    assertThat(high.contains(-2)).isTrue();
    assertThat(high.plus(Ranges.of(-5, -1))).isEqualTo(high);
    assertThat(high.minus(Ranges.of(-1, -1))).isEqualTo(Ranges.of(Long.MAX_VALUE, -2));
    assertThat(high.plus(Ranges.of(0, Long.MAX_VALUE - 1)).count()).isEqualTo(1);
    assertThatThrownBy(() -> Ranges.of(-1, 0)).hasMessageContaining("18446744073709551615");
  }

  @Test
  void printsAsMesos() {
    assertThat(Ranges.of(1, 2).plus(Ranges.of(4, 5)).plus(Ranges.of(6, 6)))
        .hasToString("[1-2, 4-6]");
    assertThat(Ranges.EMPTY).hasToString("[]");
  }
}

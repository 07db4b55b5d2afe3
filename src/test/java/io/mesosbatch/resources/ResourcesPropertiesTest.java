package io.mesosbatch.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.mesos.v1.Resource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ResourcesPropertiesTest {
  @Provide
  Arbitrary<Resources> some() {
    return Samples.resources(0);
  }

  /** With other ports and zones than {@link #some}: union and sum are the same then. */
  @Provide
  Arbitrary<Resources> others() {
    return Samples.resources(1000);
  }

  @Provide
  Arbitrary<List<Resource>> messages() {
    return Samples.resource(0).list().ofMaxSize(8);
  }

  @Property
  void whatIsAddedCanBeTakenAway(@ForAll("some") Resources a, @ForAll("others") Resources b) {
    assertThat(a.plus(b).minus(b)).isEqualTo(a);
  }

  @Property
  void additionIsCommutative(@ForAll("some") Resources a, @ForAll("some") Resources b) {
    assertThat(a.plus(b)).isEqualTo(b.plus(a)).hasSameHashCodeAs(b.plus(a));
  }

  @Property
  void additionIsAssociative(
      @ForAll("some") Resources a, @ForAll("some") Resources b, @ForAll("some") Resources c) {
    assertThat(a.plus(b).plus(c)).isEqualTo(a.plus(b.plus(c)));
  }

  @Property
  void aSumContainsItsParts(@ForAll("some") Resources a, @ForAll("some") Resources b) {
    assertThat(a.plus(b).contains(a)).isTrue();
    assertThat(a.plus(b).contains(b)).isTrue();
  }

  @Property
  void containsExactlyWhatCanBeTakenAway(@ForAll("some") Resources a, @ForAll("some") Resources b) {
    if (a.contains(b)) {
      assertThat(a.minus(b).plus(b)).isEqualTo(a);
      assertThat(a.minus(b).equals(a)).isEqualTo(b.isEmpty());
    } else {
      assertThatThrownBy(() -> a.minus(b))
          .isInstanceOf(InvalidResourceException.class)
          .hasMessage(a + " does not contain " + b);
    }
  }

  @Property
  void whatIsTakenAwayTwiceMustBeThereTwice(
      @ForAll("others") Resources a, @ForAll("some") Resources b) {
    Resources scalars = b.filter(Resource::hasScalar);
    Resources twice = scalars.plus(scalars);
    assertThat(a.plus(twice).minus(scalars).minus(scalars)).isEqualTo(a);
    assertThat(scalars.contains(twice)).isEqualTo(scalars.isEmpty());
  }

  @Property
  void minusItselfNothingIsLeft(@ForAll("some") Resources a) {
    assertThat(a.minus(a).isEmpty()).isTrue();
  }

  @Property
  void theOrderOfMessagesDoesNotMatter(
      @ForAll("messages") List<Resource> messages, @ForAll Random random) {
    List<Resource> shuffled = new ArrayList<>(messages);
    Collections.shuffle(shuffled, random);
    assertThat(Resources.of(shuffled)).isEqualTo(Resources.of(messages));
  }

  @Property
  void messagesKeepEverything(@ForAll("some") Resources a) {
    assertThat(Resources.of(a.toProto())).isEqualTo(a);
    Resources simple = a.filter(resource -> resource.getReservationsCount() < 2);
    assertThat(Resources.of(simple.toPreRefinement())).isEqualTo(simple);
  }

  @Property
  void textKeepsAmounts(@ForAll("some") Resources a) {
    Resources plain = a.toUnreserved().unallocated().filter(r -> !r.hasDisk() && !r.hasRevocable());
    assertThat(Resources.parse(plain.isEmpty() ? "" : plain.toString())).isEqualTo(plain);
  }

  @Property
  void reservedAndUnreservedArePartition(@ForAll("some") Resources a) {
    assertThat(a.reserved().plus(a.unreserved())).isEqualTo(a);
    assertThat(a.reserved("a").plus(a.reserved("a/b")).plus(a.unreserved())).isEqualTo(a);
    assertThat(a.revocable().plus(a.nonRevocable())).isEqualTo(a);
    assertThat(a.shared().plus(a.nonShared())).isEqualTo(a);
  }

  @Property
  void aPushedReservationIsPopped(@ForAll("some") Resources a) {
    Resources pushed = a.nonRevocable().pushReservation(Samples.dynamic("a/b/c"));
    assertThat(pushed.popReservation()).isEqualTo(a.nonRevocable());
    assertThat(pushed.reserved("a/b/c")).isEqualTo(pushed);
  }

  @Property
  void whatIsFoundIsThereAndIsAsMuch(@ForAll("some") Resources a, @ForAll("some") Resources b) {
    Resources pool = a.plus(b);
    Resources wanted = b.toUnreserved().unallocated();
    pool.find(wanted)
        .ifPresent(
            found -> {
              assertThat(pool.contains(found)).isTrue();
              assertThat(found.toUnreserved().unallocated()).isEqualTo(wanted);
            });
    assertThat(pool.find(wanted).isPresent())
        .isEqualTo(pool.toUnreserved().unallocated().contains(wanted));
  }

  @Property
  void scalarsOfANameAddUp(@ForAll("some") Resources a, @ForAll("others") Resources b) {
    Resources left = a.nonShared();
    assertThat(left.plus(b.nonShared()).scalarMillis("mem"))
        .isEqualTo(left.scalarMillis("mem") + b.nonShared().scalarMillis("mem"));
  }

  @Provide
  Arbitrary<Long> thousandths() {
    return Arbitraries.longs().between(0, 1_000_000_000_000L);
  }

  @Property
  void thousandthsSurviveTheDouble(@ForAll("thousandths") long millis) {
    assertThat(FixedPoint.toMillis(FixedPoint.toDouble(millis))).isEqualTo(millis);
    assertThat(FixedPoint.toMillis(Double.parseDouble(FixedPoint.toString(millis))))
        .isEqualTo(millis);
  }
}

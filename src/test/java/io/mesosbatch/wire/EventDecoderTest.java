package io.mesosbatch.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The shortcut for offers gives what protobuf gives, for good bytes and bad ones. */
class EventDecoderTest {
  private final EventDecoder decoder = new EventDecoder(ContentType.PROTOBUF);

  @Property(tries = 300)
  void anyEvent(@ForAll long seed) throws Exception {
    Event event = (Event) new RandomMessages(new Random(seed)).fill(Event.newBuilder());
    assertSame(event.toByteArray());
  }

  @Property(tries = 300)
  void offersMoreThanOnce(@ForAll long seed, @ForAll @IntRange(max = 4) int count)
      throws Exception {
    byte[] bytes = offers(new Random(seed), count).toByteArray();
    assertSame(bytes);
    assertSame(bytes);
  }

  @Property(tries = 1000)
  void offersWithAByteChanged(
      @ForAll long seed, @ForAll @IntRange(max = 10_000) int where, @ForAll byte to)
      throws Exception {
    byte[] bytes = offers(new Random(seed), 2).toByteArray();
    assertSame(bytes);
    bytes[where % bytes.length] = to;
    assertSame(bytes);
    assertSame(Arrays.copyOf(bytes, where % bytes.length));
  }

  @Example
  void whatTwoOffersHaveInCommonIsOneInstance() throws Exception {
    byte[] record = recordedOffers();
    Offer first = decoder.decode(record, 0, record.length).getOffers().getOffers(0);
    Offer again = decoder.decode(record, 0, record.length).getOffers().getOffers(0);
    assertThat(again).isEqualTo(first);
    assertThat(again.getResources(0)).isSameAs(first.getResources(0));
    assertThat(again.getAttributes(0)).isSameAs(first.getAttributes(0));
    assertThat(again.getUrl()).isSameAs(first.getUrl());
  }

  @Example
  void aFieldThatComesTwiceIsMergedAsProtobufDoes() throws Exception {
    Offer offer = Event.parseFrom(recordedOffers()).getOffers().getOffers(0);
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    offer.writeTo(twice);
    Offer.newBuilder().setUrl(offer.getUrl()).buildPartial().writeTo(twice);
    assertSame(event(twice.toByteArray()));
  }

  @Example
  void fieldsOfANewerMasterAreKept() throws Exception {
    ByteArrayOutputStream offer = new ByteArrayOutputStream();
    Event.parseFrom(recordedOffers()).getOffers().getOffers(0).writeTo(offer);
    CodedOutputStream more = CodedOutputStream.newInstance(offer);
    more.writeString(999, "new");
    more.flush();
    byte[] bytes = event(offer.toByteArray());
    assertSame(bytes);
    assertThat(decoder.decode(bytes, 0, bytes.length).getOffers().getOffers(0).getUnknownFields())
        .extracting(f -> f.hasField(999))
        .isEqualTo(true);
  }

  @Example
  void jsonEventsAreDecodedToo() throws Exception {
    byte[] json = ContentType.JSON.encode(Event.parseFrom(recordedOffers()));
    assertThat(new EventDecoder(ContentType.JSON).decode(json, 0, json.length))
        .isEqualTo(Event.parseFrom(recordedOffers()));
    assertThatThrownBy(() -> decoder.decode(json, 0, json.length))
        .isInstanceOf(WireException.class);
  }

  private void assertSame(byte[] bytes) {
    Object expected;
    try {
      Event.Builder plain = Event.newBuilder();
      ContentType.PROTOBUF.decode(bytes, 0, bytes.length, plain);
      expected = plain.build();
    } catch (WireException e) {
      expected = e.getMessage();
    }
    Object got;
    try {
      got = decoder.decode(bytes, 0, bytes.length);
    } catch (WireException e) {
      got = e.getMessage();
    }
    assertThat(got).isEqualTo(expected);
  }

  private static Event offers(Random random, int count) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.OFFERS);
    event.getOffersBuilder();
    for (int i = 0; i < count; i++) {
      event
          .getOffersBuilder()
          .addOffers((Offer) new RandomMessages(random).fill(Offer.newBuilder()));
    }
    return event.build();
  }

  private static byte[] event(byte[] offer) throws IOException {
    ByteArrayOutputStream offers = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(offers);
    out.writeByteArray(Event.Offers.OFFERS_FIELD_NUMBER, offer);
    out.flush();
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    out = CodedOutputStream.newInstance(event);
    out.writeEnum(Event.TYPE_FIELD_NUMBER, Event.Type.OFFERS_VALUE);
    out.writeByteArray(Event.OFFERS_FIELD_NUMBER, offers.toByteArray());
    out.flush();
    return event.toByteArray();
  }

  private static byte[] recordedOffers() throws IOException {
    List<byte[]> found = new ArrayList<>();
    for (byte[] record :
        Recordings.records(
            Recordings.body(
                Recordings.root().resolve("launch-finish/protobuf/stream-1.response")))) {
      if (Event.parseFrom(record).getType() == Event.Type.OFFERS) {
        found.add(record);
      }
    }
    return found.get(0);
  }
}

package io.mesosbatch.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.fuzz.Mutation;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Recorded subscriptions, spoiled: each ends in events or in a {@link WireException}. */
class WireFuzzTest {
  private static final int MAX_RECORD = 1 << 20;

  /** The body of a recorded subscription. */
  record Stream(ContentType type, byte[] bytes) {
    @Override
    public String toString() {
      return type + " stream of " + bytes.length + " bytes";
    }
  }

  @Provide
  Arbitrary<Stream> streams() {
    List<Stream> all =
        java.util.stream.Stream.of(ContentType.values())
            .flatMap(type -> Recordings.streams(type).stream().map(p -> new Stream(type, body(p))))
            .filter(stream -> stream.bytes.length > 0)
            .toList();
    return Arbitraries.of(all);
  }

  private static byte[] body(Path file) {
    try {
      return Recordings.body(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The number of events up to the end or to what is wrong; anything else fails the property. */
  private static int events(Stream stream, Random splits) {
    RecordIoDecoder records = new RecordIoDecoder(MAX_RECORD);
    EventDecoder decoder = new EventDecoder(stream.type);
    int[] events = {0};
    try {
      ByteBuffer rest = ByteBuffer.wrap(stream.bytes);
      while (rest.hasRemaining()) {
        int part = Math.min(1 + splits.nextInt(4_096), rest.remaining());
        ByteBuffer slice = rest.slice(rest.position(), part);
        records.feed(
            slice,
            (buf, off, len) -> {
              assertThat(decoder.decode(buf, off, len).hasType()).isIn(true, false);
              events[0]++;
            });
        rest.position(rest.position() + part);
      }
      records.end();
    } catch (WireException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    return events[0];
  }

  @Property(tries = 200)
  void theOriginalsAreGood(@ForAll("streams") Stream stream, @ForAll Random random) {
    assertThat(events(stream, random)).isPositive();
  }

  @Property(tries = 5_000)
  void spoiledStreams(
      @ForAll("streams") Stream stream,
      @ForAll Random random,
      @ForAll @IntRange(min = 1, max = 5) int times) {
    byte[] spoiled = Mutation.of(stream.bytes, random, times);
    assertThat(events(new Stream(stream.type, spoiled), random)).isNotNegative();
  }

  /** The framing is right and what is in it is not. */
  @Property(tries = 1_000)
  void spoiledRecords(
      @ForAll("streams") Stream stream,
      @ForAll Random random,
      @ForAll @IntRange(min = 1, max = 5) int times)
      throws WireException {
    new RecordIoDecoder(MAX_RECORD)
        .feed(
            ByteBuffer.wrap(stream.bytes),
            (buf, off, len) -> {
              byte[] record = Arrays.copyOfRange(buf, off, off + len);
              byte[] framed = RecordIo.frame(Mutation.of(record, random, times));
              assertThat(events(new Stream(stream.type, framed), random)).isBetween(0, 1);
            });
  }

  @Example
  void nestingWithoutEndIsRefused() {
    for (String open : List.of("[", "{\"a\":", "{\"accept\":{\"operations\":[")) {
      byte[] json = open.repeat(100_000).getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() -> ContentType.JSON.decode(json, 0, json.length, Call.newBuilder()))
          .isInstanceOf(WireException.class);
    }
    // Groups in groups, of a field that nobody knows.
    byte[] groups = new byte[100_000];
    Arrays.fill(groups, (byte) (15 << 3 | 3));
    assertThatThrownBy(
            () -> ContentType.PROTOBUF.decode(groups, 0, groups.length, Event.newBuilder()))
        .isInstanceOf(WireException.class);
  }

  @Example
  void anAnnouncedLengthCostsNoMemory() throws WireException {
    RecordIoDecoder[] decoders = new RecordIoDecoder[1_000];
    for (int i = 0; i < decoders.length; i++) {
      decoders[i] = new RecordIoDecoder(Integer.MAX_VALUE);
      ByteBuffer begin = ByteBuffer.wrap("2147483647\n{".getBytes(StandardCharsets.UTF_8));
      decoders[i].feed(begin, (buf, off, len) -> {});
    }
    assertThatThrownBy(() -> decoders[0].end()).hasMessageContaining("2147483647");
  }
}

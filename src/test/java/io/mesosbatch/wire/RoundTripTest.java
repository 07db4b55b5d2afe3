package io.mesosbatch.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.ResourceStatistics;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.mesos.v1.scheduler.OfferConstraints;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever a message holds comes back the same from each encoding. */
class RoundTripTest {
  private static final List<Message> TYPES =
      List.of(
          TaskInfo.getDefaultInstance(),
          FrameworkInfo.getDefaultInstance(),
          ResourceStatistics.getDefaultInstance(),
          OfferConstraints.getDefaultInstance(),
          Call.getDefaultInstance(),
          Event.getDefaultInstance());

  @Provide
  Arbitrary<Message> messages() {
    return Arbitraries.of(TYPES)
        .flatMap(
            type ->
                Arbitraries.longs()
                    .map(
                        seed ->
                            new RandomMessages(new Random(seed)).fill(type.newBuilderForType())));
  }

  @Property(tries = 300)
  void encodedAndDecoded(@ForAll("messages") Message message, @ForAll ContentType type)
      throws Exception {
    byte[] bytes = type.encode(message);
    Message.Builder read = message.newBuilderForType();
    type.decode(bytes, 0, bytes.length, read);
    assertThat(read.build()).isEqualTo(message);
    assertThat(type.encode(read.build())).isEqualTo(bytes);
  }

  @Property(tries = 100)
  void writtenJsonIsReadWithoutAProblem(@ForAll("messages") Message message) throws Exception {
    byte[] bytes = JsonWriter.toBytes(message);
    Message.Builder read = message.newBuilderForType();
    JsonReader.mergeWhole(JsonReader.parser(bytes, 0, bytes.length), read, JsonProblems.FIRST);
    assertThat(read.build()).isEqualTo(message);
  }

  @Property(tries = 200)
  void bytesCutOffAnywhereAreRefusedOrAMessage(
      @ForAll("messages") Message message,
      @ForAll ContentType type,
      @ForAll @IntRange(max = 1000) int cut) {
    byte[] bytes = type.encode(message);
    try {
      type.decode(bytes, 0, (int) ((long) bytes.length * cut / 1000), message.newBuilderForType());
    } catch (WireException e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  @Property(tries = 200)
  void anyBytesAreRefusedOrAMessage(@ForAll byte[] bytes, @ForAll ContentType type) {
    try {
      type.decode(bytes, 0, bytes.length, Event.newBuilder());
    } catch (WireException e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  @Property(tries = 200)
  void recordsComeThroughAnySplit(
      @ForAll List<byte[]> records, @ForAll @IntRange(min = 1, max = 50) int size)
      throws Exception {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (byte[] record : records) {
      stream.write(RecordIo.frame(record));
    }
    List<byte[]> got = new ArrayList<>();
    RecordIoDecoder decoder = new RecordIoDecoder(1 << 20);
    byte[] all = stream.toByteArray();
    for (int at = 0; at < all.length; at += size) {
      decoder.feed(
          ByteBuffer.wrap(all, at, Math.min(size, all.length - at)),
          (buf, off, len) -> got.add(Arrays.copyOfRange(buf, off, off + len)));
    }
    decoder.end();
    assertThat(got).containsExactlyElementsOf(records);
  }

  @Property
  void aDoubleReadsAsItself(@ForAll double value) {
    assertThat(Double.parseDouble(JsonDouble.format(value))).isEqualTo(value);
  }
}

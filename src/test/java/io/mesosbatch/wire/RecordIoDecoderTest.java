package io.mesosbatch.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordIoDecoderTest {
  private static final int LIMIT = 1 << 20;

  static Stream<Path> streams() {
    return Stream.of(ContentType.values()).flatMap(t -> Recordings.streams(t).stream());
  }

  @ParameterizedTest
  @MethodSource("streams")
  void recordedStreamsSplitInTwoAtEveryByte(Path file) throws Exception {
    byte[] stream = Recordings.body(file);
    byte[] all = join(Recordings.records(stream));
    assertThat(all).isNotEmpty();
    for (int split = 0; split <= stream.length; split++) {
      Collector got = new Collector();
      RecordIoDecoder decoder = new RecordIoDecoder(LIMIT);
      decoder.feed(ByteBuffer.wrap(stream, 0, split), got);
      decoder.feed(ByteBuffer.wrap(stream, split, stream.length - split), got);
      decoder.end();
      assertThat(Arrays.equals(join(got.records), all)).as("split at %d", split).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void recordedStreamsInPiecesOfEverySize(Path file) throws Exception {
    byte[] stream = Recordings.body(file);
    List<byte[]> records = Recordings.records(stream);
    for (int size = 1; size <= 100; size++) {
      Collector got = new Collector();
      RecordIoDecoder decoder = new RecordIoDecoder(LIMIT);
      ByteBuffer direct = ByteBuffer.allocateDirect(stream.length).put(stream).flip();
      for (int at = 0; at < stream.length; at += size) {
        decoder.feed(direct.slice(at, Math.min(size, stream.length - at)), got);
      }
      decoder.end();
      assertThat(got.records).as("pieces of %d", size).containsExactlyElementsOf(records);
    }
  }

  @Test
  void framingIsUndone() throws Exception {
    List<byte[]> records = List.of(new byte[0], bytes("a"), new byte[200_000], bytes("12\n3"));
    Collector got = new Collector();
    RecordIoDecoder decoder = new RecordIoDecoder(LIMIT);
    byte[] stream = join(records.stream().map(RecordIo::frame).toList());
    for (int at = 0; at < stream.length; at += 50_000) {
      decoder.feed(ByteBuffer.wrap(stream, at, Math.min(50_000, stream.length - at)), got);
    }
    decoder.end();
    assertThat(got.records).containsExactlyElementsOf(records);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "-5\nhello",
        "+5\nhello",
        " 5\nhello",
        "5 \nhello",
        "5\r\nhello",
        "\nhello",
        "0x5\n",
        "5.0\nhello",
        "{\"type\":\"HEARTBEAT\"}",
        "<html>",
        "\u0000"
      })
  void garbageForALengthIsRefused(String text) {
    assertThatThrownBy(() -> new RecordIoDecoder(LIMIT).feed(buffer(text), new Collector()))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("where the length of a record should stand");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "11\n",
        "2147483648\n",
        "9999999999\n",
        "18446744073709551617\n",
        "00000000000000000000000000000000001\n"
      })
  void hugeLengthsAreRefused(String text) {
    assertThatThrownBy(() -> new RecordIoDecoder(10).feed(buffer(text), new Collector()))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("10 bytes");
  }

  @Test
  void theLongestAllowedRecordIsTaken() throws Exception {
    Collector got = new Collector();
    new RecordIoDecoder(10).feed(buffer("10\n0123456789"), got);
    assertThat(got.records).containsExactly(bytes("0123456789"));
  }

  @Test
  void aLargeLengthAloneTakesNoMemory() throws Exception {
    RecordIoDecoder decoder = new RecordIoDecoder(Integer.MAX_VALUE);
    decoder.feed(buffer("2147483647\nabc"), new Collector());
    assertThatThrownBy(decoder::end)
        .hasMessageContaining("after 3 bytes of a record of 2147483647");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "5\n", "5\nhell", "5\nhello3\nab"})
  void aTruncatedStreamIsNoticed(String text) throws Exception {
    RecordIoDecoder decoder = new RecordIoDecoder(LIMIT);
    decoder.feed(buffer(text), new Collector());
    assertThatThrownBy(decoder::end)
        .isInstanceOf(WireException.class)
        .hasMessageContaining("The stream ends");
  }

  @Test
  void theEndBetweenRecordsIsNoError() throws Exception {
    RecordIoDecoder decoder = new RecordIoDecoder(LIMIT);
    decoder.end();
    decoder.feed(buffer("5\nhello"), new Collector());
    decoder.end();
  }

  @Test
  void whatTheSinkThrowsIsPassedOn() {
    RecordSink refuses =
        (buf, off, len) -> {
          throw new WireException("no");
        };
    assertThatThrownBy(() -> new RecordIoDecoder(LIMIT).feed(buffer("1\na"), refuses))
        .isInstanceOf(WireException.class)
        .hasMessage("no");
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] join(List<byte[]> parts) {
    ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(p -> p.length).sum());
    parts.forEach(all::put);
    return all.array();
  }

  private static final class Collector implements RecordSink {
    final List<byte[]> records = new ArrayList<>();

    @Override
    public void record(byte[] buf, int off, int len) {
      records.add(Arrays.copyOfRange(buf, off, off + len));
    }
  }
}

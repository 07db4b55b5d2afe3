package io.mesosbatch.benchmarks;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.EventDecoder;
import io.mesosbatch.wire.RecordIo;
import io.mesosbatch.wire.RecordIoDecoder;
import io.mesosbatch.wire.RecordSink;
import io.mesosbatch.wire.Recordings;
import io.mesosbatch.wire.WireException;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * 100,000 OFFERS events of two offers each, from bytes as a socket gives them to messages. Beside
 * the time it took, the processor time of the decoding thread is shown, which hardly depends on
 * what else the machine does.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecodeOffers {
  private static final int EVENTS = 100_000;
  private static final int READ = 64 * 1024;

  /**
   * recorded: one event as it was recorded, again and again. varied: the ids of the offers, the
   * agent and the amounts of cpus and mem differ from event to event, as of 1,000 busy agents.
   */
  @Param({"recorded", "varied"})
  private String events;

  private List<byte[]> reads;
  private RecordIoDecoder records;
  private EventDecoder decoder;
  private MesosRxJava peer;
  private Blackhole hole;

  @Setup
  public void setup(Blackhole blackhole) throws Throwable {
    hole = blackhole;
    Event recorded = recorded();
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int i = 0; i < EVENTS; i++) {
      Event event = events.equals("varied") ? varied(recorded, i) : recorded;
      stream.write(RecordIo.frame(event.toByteArray()));
    }
    byte[] all = stream.toByteArray();
    reads = new ArrayList<>();
    for (int at = 0; at < all.length; at += READ) {
      reads.add(Arrays.copyOfRange(all, at, Math.min(all.length, at + READ)));
    }
    records = new RecordIoDecoder(Integer.MAX_VALUE);
    decoder = new EventDecoder(ContentType.PROTOBUF);
    peer = new MesosRxJava(Path.of(System.getProperty("jmh.peer")), hole::consume);
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public void mesosBatch(Cpu cpu) throws WireException {
    feed(cpu, (buf, off, len) -> hole.consume(decoder.decode(buf, off, len)));
  }

  /** As above, but each event is parsed by protobuf alone. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public void mesosBatchWithoutInterning(Cpu cpu) throws WireException {
    feed(
        cpu,
        (buf, off, len) -> {
          try {
            hole.consume(Event.parser().parseFrom(buf, off, len));
          } catch (InvalidProtocolBufferException e) {
            throw new WireException("no event", e);
          }
        });
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public void mesosRxJava(Cpu cpu) throws Throwable {
    long start = cpu.now();
    for (byte[] read : reads) {
      peer.feed(read);
    }
    cpu.add(start);
  }

  private void feed(Cpu cpu, RecordSink sink) throws WireException {
    long start = cpu.now();
    for (byte[] read : reads) {
      records.feed(ByteBuffer.wrap(read), sink);
    }
    cpu.add(start);
  }

  /** The processor time of the benchmark's thread. */
  @State(Scope.Thread)
  public static class Cpu {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long nanos;
    private long events;

    private long now() {
      return threads.getCurrentThreadCpuTime();
    }

    private void add(long start) {
      nanos += now() - start;
      events += EVENTS;
    }

    @TearDown(Level.Iteration)
    public void print() {
      System.out.printf("%d ns of processor time per event, ", nanos / events);
      nanos = 0;
      events = 0;
    }
  }

  private static Event recorded() throws Exception {
    Path file = Recordings.root().resolve("launch-finish/protobuf/stream-1.response");
    for (byte[] record : Recordings.records(Recordings.body(file))) {
      Event event = Event.parseFrom(record);
      if (event.getType() == Event.Type.OFFERS) {
        return event;
      }
    }
    throw new IllegalStateException("No OFFERS in " + file);
  }

  private static Event varied(Event recorded, int i) {
    Event.Builder event = recorded.toBuilder();
    event
        .getOffersBuilder()
        .getOffersBuilderList()
        .forEach(
            offer -> {
              offer.getIdBuilder().setValue(offer.getId().getValue() + i);
              offer.getAgentIdBuilder().setValue(offer.getAgentId().getValue() + i % 1000);
              offer.getResourcesBuilder(1).getScalarBuilder().setValue(i % 37 * 0.1);
              offer.getResourcesBuilder(2).getScalarBuilder().setValue(i % 4099);
            });
    return event.build();
  }
}

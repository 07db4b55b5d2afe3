package io.mesosbatch.benchmarks;

import com.google.protobuf.ByteString;
import io.mesosbatch.client.ClientConfig;
import io.mesosbatch.client.MasterDetector;
import io.mesosbatch.client.MesosException;
import io.mesosbatch.client.SchedulerClient;
import io.mesosbatch.client.SchedulerListener;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.wire.ContentType;
import io.netty.channel.nio.NioEventLoopGroup;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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

/**
 * Acknowledgements on one connection, client and server in one process: a server that accepts
 * everything, and the embedded master.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SendCalls {
  private static final int CALLS = 10_000;

  @Param({"PROTOBUF", "JSON"})
  private ContentType contentType;

  @Param({"accepting", "embedded"})
  private String server;

  private final NioEventLoopGroup group = new NioEventLoopGroup(1);
  private AutoCloseable master;
  private SchedulerClient client;
  private Call acknowledge;

  @Setup
  public void setup() throws Exception {
    ClientConfig config =
        ClientConfig.of(
                MasterDetector.parse("127.0.0.1:" + startMaster()),
                FrameworkInfo.newBuilder().setUser("root").setName("benchmark").build())
            .withContentType(contentType);
    CountDownLatch subscribed = new CountDownLatch(1);
    client = new SchedulerClient(config, group, new OnSubscribed(subscribed));
    client.start();
    subscribed.await();
    Call.Builder call = Call.newBuilder().setType(Call.Type.ACKNOWLEDGE);
    call.getAcknowledgeBuilder().setUuid(ByteString.copyFrom(new byte[16]));
    call.getAcknowledgeBuilder().getTaskIdBuilder().setValue("t-894d0df4");
    call.getAcknowledgeBuilder().getAgentIdBuilder().setValue("a177a441-ae82-41fb-8b0e-S0");
    acknowledge = call.build();
  }

  private int startMaster() throws InterruptedException {
    if (server.equals("embedded")) {
      LocalMesos local = LocalMesos.start(LocalConfig.defaults());
      master = local;
      return local.address().getPort();
    }
    AcceptingMaster accepting = new AcceptingMaster();
    master = accepting;
    return accepting.port();
  }

  @TearDown
  public void tearDown() throws Exception {
    client.close();
    master.close();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
  }

  /** Handed in without waiting, from one thread; counted when all are answered. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void pipelined() {
    CompletableFuture<?>[] sent = new CompletableFuture<?>[CALLS];
    for (int i = 0; i < CALLS; i++) {
      sent[i] = client.send(acknowledge);
    }
    CompletableFuture.allOf(sent).join();
  }

  /** Each waits for the answer to the one before. */
  @Benchmark
  public void oneAtATime() {
    client.send(acknowledge).join();
  }

  private record OnSubscribed(CountDownLatch latch) implements SchedulerListener {
    @Override
    public void subscribed(Event.Subscribed event) {
      latch.countDown();
    }

    @Override
    public void events(List<Event> inOrder) {}

    @Override
    public void disconnected(MesosException why) {
      throw new IllegalStateException(why);
    }

    @Override
    public void stopped(MesosException why) {
      throw new IllegalStateException(why);
    }
  }
}

package io.mesosbatch.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A client against a scripted master. */
abstract class ClientTestBase {
  static final Timing TIMING =
      new Timing(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          5,
          Duration.ofMillis(5),
          Duration.ofMillis(40));
  static final FrameworkInfo FRAMEWORK =
      FrameworkInfo.newBuilder().setUser("root").setName("test").addRoles("*").build();
  static final Call REVIVE = Call.newBuilder().setType(Call.Type.REVIVE).build();

  final NioEventLoopGroup group = new NioEventLoopGroup(2);
  final RecordingListener listener = new RecordingListener();
  ScriptedMaster master;
  private SchedulerClient client;

  @BeforeEach
  void startMaster() throws IOException {
    master = new ScriptedMaster();
  }

  @AfterEach
  void stop() throws IOException {
    if (client != null) {
      client.close();
    }
    master.close();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  ClientConfig config() {
    return ClientConfig.of(master.detector(), FRAMEWORK).withTiming(TIMING);
  }

  SchedulerClient start(ClientConfig config) {
    client = new SchedulerClient(config, group, listener);
    client.start();
    return client;
  }

  SchedulerClient subscribed() throws InterruptedException {
    return subscribed(config());
  }

  SchedulerClient subscribed(ClientConfig config) throws InterruptedException {
    SchedulerClient started = start(config);
    listener.next(RecordingListener.Subscribed.class);
    return started;
  }

  static Call kill(String task) {
    Call.Builder call = Call.newBuilder().setType(Call.Type.KILL);
    call.getKillBuilder().getTaskIdBuilder().setValue(task);
    return call.build();
  }

  static void succeeds(CompletableFuture<Void> call) throws Exception {
    call.get(ScriptedMaster.WAIT_SECONDS, TimeUnit.SECONDS);
  }

  static <E extends MesosException> E failure(CompletableFuture<Void> call, Class<E> kind) {
    Throwable thrown =
        catchThrowable(() -> call.get(ScriptedMaster.WAIT_SECONDS, TimeUnit.SECONDS));
    assertThat(thrown).isInstanceOfAny(ExecutionException.class, CompletionException.class);
    assertThat(thrown.getCause()).isInstanceOf(kind);
    return kind.cast(thrown.getCause());
  }
}

package io.mesosbatch.local.agent;

import com.google.protobuf.ByteString;
import io.mesosbatch.local.agent.SandboxFiles.Refused;
import io.mesosbatch.local.http.Exchange;
import io.mesosbatch.local.http.Reply;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.executor.Call;
import io.mesosbatch.wire.ContentType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** The agent's v1 executor API (Mesos, executor-http-api document). */
final class ExecutorApi {
  /** The executors of the agent. */
  interface Executors {
    Optional<CustomExecutor> find(FrameworkID framework, ExecutorID executor);

    void message(FrameworkID framework, ExecutorID executor, ByteString data);
  }

  private final Executors executors;
  private final ScheduledExecutorService timers;

  ExecutorApi(Executors executors, ScheduledExecutorService timers) {
    this.executors = executors;
    this.timers = timers;
  }

  void handle(Exchange exchange) throws Refused {
    Call.Builder decoded = Call.newBuilder();
    Calls.decode(exchange, decoded);
    Call call = decoded.build();
    if (call.getType() == Call.Type.HEARTBEAT) {
      exchange.reply(Reply.ACCEPTED);
      return;
    }
    CustomExecutor executor =
        executors
            .find(call.getFrameworkId(), call.getExecutorId())
            .orElseThrow(() -> new Refused("400 Bad Request", "Executor cannot be found"));
    if (call.getType() != Call.Type.SUBSCRIBE && !executor.subscribed()) {
      throw new Refused("403 Forbidden", "Executor is not subscribed");
    }
    switch (call.getType()) {
      case SUBSCRIBE -> subscribe(exchange, executor, call.getSubscribe());
      case UPDATE -> {
        executor.update(call.getUpdate().getStatus());
        exchange.reply(Reply.ACCEPTED);
      }
      case MESSAGE -> {
        executors.message(call.getFrameworkId(), call.getExecutorId(), call.getMessage().getData());
        exchange.reply(Reply.ACCEPTED);
      }
      default -> throw new Refused("501 Not Implemented", "");
    }
  }

  private void subscribe(Exchange exchange, CustomExecutor executor, Call.Subscribe call) {
    ContentType type = Calls.accepted(exchange);
    ExecutorStream stream =
        new ExecutorStream(
            exchange.stream(List.of("Content-Type: " + type.mediaType())), type, timers);
    executor.subscribe(
        stream, call.getUnacknowledgedUpdatesList().stream().map(Call.Update::getStatus).toList());
  }
}

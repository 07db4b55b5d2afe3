package io.mesosbatch.component;

import io.mesosbatch.client.MesosException;
import io.mesosbatch.mesos.v1.scheduler.Call;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Calls that wait for a subscription, for a limited time and in order. */
final class WaitingCalls {
  private record Waiting(Call call, CompletableFuture<Void> sent) {}

  private final ScheduledExecutorService timer;
  private final long timeoutMillis;
  private final ArrayDeque<Waiting> calls = new ArrayDeque<>();

  WaitingCalls(ScheduledExecutorService timer, long timeoutMillis) {
    this.timer = timer;
    this.timeoutMillis = timeoutMillis;
  }

  /** Offers are void without a subscription; there is no use in answering them later. */
  static boolean mayWait(Call call) {
    return switch (call.getType()) {
      case ACCEPT, DECLINE, ACCEPT_INVERSE_OFFERS, DECLINE_INVERSE_OFFERS -> false;
      default -> true;
    };
  }

  synchronized CompletableFuture<Void> add(Call call) {
    Waiting waiting = new Waiting(call, new CompletableFuture<>());
    if (timeoutMillis <= 0) {
      giveUp(waiting);
    } else {
      calls.add(waiting);
      timer.schedule(() -> expire(waiting), timeoutMillis, TimeUnit.MILLISECONDS);
    }
    return waiting.sent;
  }

  /** Sends all, in order. */
  synchronized void flush(Function<Call, CompletableFuture<Void>> send) {
    for (Waiting w = calls.poll(); w != null; w = calls.poll()) {
      CompletableFuture<Void> sent = w.sent;
      send.apply(w.call)
          .whenComplete(
              (ok, error) -> {
                if (error == null) {
                  sent.complete(null);
                } else {
                  sent.completeExceptionally(error);
                }
              });
    }
  }

  synchronized void fail(Exception why) {
    calls.forEach(w -> w.sent.completeExceptionally(why));
    calls.clear();
  }

  private void expire(Waiting waiting) {
    synchronized (this) {
      if (!calls.remove(waiting)) {
        return;
      }
    }
    giveUp(waiting);
  }

  private void giveUp(Waiting waiting) {
    waiting.sent.completeExceptionally(
        new MesosException.NotSubscribed(
            "No subscription within "
                + timeoutMillis
                + " ms (option sendTimeout): "
                + waiting.call.getType()
                + " was not sent"));
  }
}

package io.mesosbatch.component;

import io.mesosbatch.mesos.v1.scheduler.Call;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has offers come while a consumer takes them, and not else (design rule 15). SUPPRESS and REVIVE
 * are sent by one thread, so that the last one sent is the one that counts, and again if the master
 * did not take it.
 */
final class OfferFlow {
  private static final Logger LOG = LoggerFactory.getLogger(OfferFlow.class);
  private static final int RETRY_SECONDS = 1;

  private final BooleanSupplier wanted;
  private final boolean atFirst;
  private final Function<Call, CompletableFuture<Void>> send;
  private final Executor executor;
  private final ScheduledExecutorService timer;
  private boolean subscribed;
  private boolean flowing;

  /**
   * @param wanted whether a consumer takes offers at this time
   * @param atFirst whether offers flow when a subscription begins
   * @param executor a single thread
   * @param timer for the next try
   */
  OfferFlow(
      BooleanSupplier wanted,
      boolean atFirst,
      Function<Call, CompletableFuture<Void>> send,
      Executor executor,
      ScheduledExecutorService timer) {
    this.wanted = wanted;
    this.atFirst = atFirst;
    this.send = send;
    this.executor = executor;
    this.timer = timer;
  }

  void subscribed() {
    synchronized (this) {
      subscribed = true;
      flowing = atFirst;
    }
    wantedChanged();
  }

  synchronized void unsubscribed() {
    subscribed = false;
  }

  void wantedChanged() {
    try {
      executor.execute(this::adjust);
    } catch (RejectedExecutionException left) {
      LOG.debug("The session is left, offers don't matter any more");
    }
  }

  private void adjust() {
    boolean want = wanted.getAsBoolean();
    synchronized (this) {
      if (!subscribed || want == flowing) {
        return;
      }
      flowing = want;
    }
    Call.Type type = want ? Call.Type.REVIVE : Call.Type.SUPPRESS;
    send.apply(Calls.plain(type))
        .whenComplete(
            (ok, error) -> {
              if (error != null) {
                LOG.debug("{} was not accepted", type, error);
                again(want);
              }
            });
  }

  private void again(boolean want) {
    synchronized (this) {
      if (!subscribed) {
        return;
      }
      flowing = !want;
    }
    timer.schedule(this::wantedChanged, RETRY_SECONDS, TimeUnit.SECONDS);
  }
}

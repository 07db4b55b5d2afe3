package io.mesosbatch.ops;

import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the store something, without waiting for long: a connection may be there and say nothing.
 */
final class StoreProbe {
  private static final long SECONDS = 3;

  private final JobStore store;
  private CompletableFuture<String> asked = CompletableFuture.completedFuture(null);
  private long askedAt;

  StoreProbe(JobStore store) {
    this.store = store;
  }

  /** Why the store cannot be read; null if it can. */
  String problem() {
    CompletableFuture<String> answer;
    long since;
    synchronized (this) {
      if (asked.isDone()) {
        asked = new CompletableFuture<>();
        askedAt = System.nanoTime();
        ask(asked);
      }
      answer = asked;
      since = askedAt;
    }
    try {
      return answer.get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
      return "the job store has not answered for " + seconds + " s";
    } catch (ExecutionException e) {
      return e.getCause().toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private void ask(CompletableFuture<String> answer) {
    Thread thread =
        new Thread(
            () -> {
              try {
                store.frameworkId();
                answer.complete(null);
              } catch (StoreException e) {
                answer.complete(e.getMessage());
              } catch (RuntimeException e) {
                // Health is there to say what is wrong, whatever it is.
                answer.complete(e.toString());
              }
            },
            "StoreProbe");
    thread.setDaemon(true);
    thread.start();
  }
}

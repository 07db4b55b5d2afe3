package io.mesosbatch.functional;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A client that hands lists in by HTTP, again with the same key until it hears that one is taken.
 */
final class HttpLists implements AutoCloseable {
  private static final int PAGE = 1_000;

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, String> waiting = new ConcurrentHashMap<>();
  private final URI jobs;

  HttpLists(int port) {
    jobs = URI.create("http://127.0.0.1:" + port + "/jobs");
    retries.scheduleWithFixedDelay(this::send, 200, 200, TimeUnit.MILLISECONDS);
  }

  void post(String key, String list) {
    waiting.put(key, list);
  }

  boolean allAccepted() {
    return waiting.isEmpty();
  }

  /** How many jobs have ended, as the program says; none while it does not answer. */
  int ended() throws InterruptedException {
    int ended = 0;
    try {
      for (int offset = 0; ; offset += PAGE) {
        URI page = jobs.resolve("/jobs?limit=" + PAGE + "&offset=" + offset);
        String body =
            client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()).body();
        ended += (int) Pattern.compile("\"ended\"").matcher(body).results().count();
        if (!body.contains("\"next\"")) {
          return ended;
        }
      }
    } catch (IOException notThere) {
      return 0;
    }
  }

  private void send() {
    waiting.forEach(
        (key, list) -> {
          HttpRequest request =
              HttpRequest.newBuilder(jobs)
                  .timeout(Duration.ofSeconds(20))
                  .header("Content-Type", "application/json")
                  .header("Idempotency-Key", key)
                  .POST(BodyPublishers.ofString(list))
                  .build();
          try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() / 100 == 2) {
              waiting.remove(key);
            }
          } catch (IOException notThere) {
            // Nobody knows whether it was taken: the same again, later.
            return;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Override
  public void close() {
    retries.shutdownNow();
  }
}

package io.mesosbatch.pipeline.notify;

import io.mesosbatch.store.JobRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The step of a route that posts the result document to a URL. */
public final class Webhook {
  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(1);

  private final Results results;
  private final URI url;
  private final Optional<String> secret;
  private final Clock clock;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  /**
   * @param secret signs what is posted; never logged
   */
  Webhook(Results results, URI url, Optional<String> secret, Clock clock) {
    this.results = results;
    this.url = url;
    this.secret = secret;
    this.clock = clock;
  }

  /**
   * Posts until the receiver answers with 2xx; a 4xx (but 408 and 429) is final.
   *
   * @throws IOException there was no answer, or one that may be better the next time
   */
  public void send(Exchange exchange) throws IOException, InterruptedException {
    Optional<JobRecord> job = results.ended(exchange);
    if (job.isEmpty()) {
      return;
    }
    Path file = results.file(job.get());
    try {
      post(
          "job",
          Results.key(job.get()),
          HttpRequest.BodyPublishers.ofFile(file),
          () -> Files.newInputStream(file));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** The same with the document on ended tasks. */
  public void sendTasks(@Body String document, @Header(TaskWays.KEY) String key)
      throws IOException, InterruptedException {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    post(
        "tasks",
        key,
        HttpRequest.BodyPublishers.ofByteArray(bytes),
        () -> new ByteArrayInputStream(bytes));
  }

  private interface Content {
    InputStream open() throws IOException;
  }

  private void post(String event, String key, HttpRequest.BodyPublisher body, Content content)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .header("X-Mesos-Batch-Event", event)
            .POST(body);
    if (secret.isPresent()) {
      long seconds = clock.instant().getEpochSecond();
      request
          .header("X-Mesos-Batch-Timestamp", String.valueOf(seconds))
          .header("X-Mesos-Batch-Signature", "sha256=" + sign(secret.get(), seconds, content));
    }
    judge(
        event.equals("job") ? "the result of job " + key : "the ended tasks " + key,
        client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode());
  }

  private void judge(String what, int status) throws IOException {
    if (status >= 200 && status < 300) {
      return;
    }
    String answer = url.getHost() + " answered " + status + " to " + what;
    if (status >= 400 && status < 500 && status != 408 && status != 429) {
      LOG.error("{}: it will not be told again", answer);
      return;
    }
    throw new IOException(answer);
  }

  /** HMAC-SHA256 of the timestamp, a full stop and the document. */
  private static String sign(String secret, long seconds, Content content) throws IOException {
    try (InputStream in = content.open()) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        mac.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}

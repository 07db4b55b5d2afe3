package io.mesosbatch.pipeline.intake;

import io.mesosbatch.job.InvalidTaskListException;
import io.mesosbatch.pipeline.JobIntake;
import io.mesosbatch.store.DuplicateJobException;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.SourceKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.RuntimeCamelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step of a route that takes in the task list of a message, or the one in S3 that the message
 * points at with {@code s3://BUCKET/KEY}. A list that is refused does not fail the exchange: the
 * header {@link #REASON} says why, and the route brings the message where it belongs. Everything
 * else that goes wrong (the store or S3 is away) fails it, to be tried again.
 */
public final class TaskLists {
  /** What makes the message known when it comes again; set by the route. */
  public static final String SOURCE = "CamelMesosBatchSource";

  /** Where the message came from, for people; set by the route. */
  public static final String ORIGIN = "CamelMesosBatchOrigin";

  /** The endpoint that wants to hear how the job ended; may be set by the route. */
  public static final String REPLY_TO = "CamelMesosBatchReplyTo";

  /** Comes back with the answer; may be set by the route. */
  public static final String CORRELATION_ID = "CamelMesosBatchCorrelationId";

  /** The id of the job that the list became; set by this step. */
  public static final String JOB = "CamelMesosBatchJob";

  /** Why the list was refused; set by this step. Goes with a dead letter. */
  public static final String REASON = "MesosBatchReason";

  /** Labels of a job whose sender wants an answer. */
  public static final String REPLY_TO_LABEL = JobIntake.LABELS + "reply_to";

  public static final String CORRELATION_ID_LABEL = JobIntake.LABELS + "correlation_id";

  private static final Logger LOG = LoggerFactory.getLogger(TaskLists.class);
  private static final int MOST_REASON_CHARACTERS = 2_000;

  private final JobIntake intake;
  private final Supplier<S3Objects> s3;

  TaskLists(JobIntake intake, Supplier<S3Objects> s3) {
    this.intake = intake;
    this.s3 = s3;
  }

  /** Takes the list in. The body stays as it is. */
  public void accept(Exchange exchange) throws IOException {
    Message message = exchange.getMessage();
    message.removeHeader(REASON);
    String origin = message.getHeader(ORIGIN, "message", String.class);
    try (InputStream list = open(exchange)) {
      JobDraft.Accepted accepted =
          intake.accept(list, "job", origin, source(message), labels(message));
      message.setHeader(JOB, accepted.job().id());
      LOG.info(
          "{}: {} job {} with {} tasks",
          origin,
          accepted.isNew() ? "accepted as" : "was accepted before as",
          accepted.job().id(),
          accepted.job().tasks());
    } catch (InvalidTaskListException | NoSuchObject e) {
      String reason = e.getMessage();
      LOG.warn("{}: refused {}: {}", origin, message.getHeader(SOURCE), reason);
      message.setHeader(
          REASON, reason.substring(0, Math.min(reason.length(), MOST_REASON_CHARACTERS)));
    } catch (DuplicateJobException e) {
      LOG.warn("{}: {} starts nothing: {}", origin, message.getHeader(SOURCE), e.getMessage());
    }
  }

  private static Optional<SourceKey> source(Message message) {
    return Optional.ofNullable(message.getHeader(SOURCE, String.class)).map(SourceKey::new);
  }

  private static Map<String, String> labels(Message message) {
    Map<String, String> labels = new LinkedHashMap<>();
    String replyTo = message.getHeader(REPLY_TO, String.class);
    if (replyTo != null && !replyTo.isBlank()) {
      labels.put(REPLY_TO_LABEL, replyTo);
      String correlation = message.getHeader(CORRELATION_ID, String.class);
      if (correlation != null) {
        labels.put(CORRELATION_ID_LABEL, correlation);
      }
    }
    return labels;
  }

  private InputStream open(Exchange exchange) throws IOException, NoSuchObject {
    Message message = exchange.getMessage();
    Object body = message.getBody();
    if (body == null) {
      return InputStream.nullInputStream();
    }
    if (body instanceof InputStream || body instanceof java.io.File) {
      return message.getBody(InputStream.class);
    }
    byte[] bytes = message.getBody(byte[].class);
    if (bytes == null) {
      throw new RuntimeCamelException(
          "a message of " + body.getClass().getName() + " holds no task list");
    }
    Optional<S3Address> address = S3Address.of(bytes);
    return address.isPresent()
        ? s3.get().open(address.get())
        : new ByteArrayInputStream(Base64Text.decoded(bytes));
  }
}

package io.mesosbatch.ops;

import io.mesosbatch.job.InvalidTaskListException;
import io.mesosbatch.job.ScheduledListException;
import io.mesosbatch.pipeline.JobIntake;
import io.mesosbatch.pipeline.schedule.Schedules;
import io.mesosbatch.pipeline.schedule.TooLongListException;
import io.mesosbatch.store.DuplicateJobException;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.ScheduleRecord;
import io.mesosbatch.store.SourceKey;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** What a POST of a task list must be like, and its way into the store. */
final class ListSubmission {
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private static final int MOST_KEY_CHARACTERS = 255;
  private static final Set<String> TYPES =
      Set.of("application/json", "application/x-protobuf", "application/protobuf");
  private static final Set<String> ENCODINGS = Set.of("", "identity", "gzip", "x-gzip");

  private final JobIntake intake;
  private final long maxBytes;

  ListSubmission(JobIntake intake, long maxBytes) {
    this.intake = intake;
    this.maxBytes = maxBytes;
  }

  /** A page of another origin cannot send these types unasked, so that no list is without one. */
  static Optional<Problem> check(HttpRequest request) {
    String type = value(request, HttpHeaderNames.CONTENT_TYPE.toString()).split(";", 2)[0].strip();
    String encoding = value(request, HttpHeaderNames.CONTENT_ENCODING.toString());
    if (!TYPES.contains(type)) {
      return unsupported(
          "Content-Type: " + type + " is not known: application/json or application/x-protobuf");
    }
    if (!ENCODINGS.contains(encoding)) {
      return unsupported("Content-Encoding: " + encoding + " is not known: gzip, or none");
    }
    return request.headers().get(IDEMPOTENCY_KEY, "").length() <= MOST_KEY_CHARACTERS
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                HttpResponseStatus.BAD_REQUEST,
                IDEMPOTENCY_KEY + " has more than " + MOST_KEY_CHARACTERS + " characters"));
  }

  private static String value(HttpRequest request, String header) {
    return request.headers().get(header, "").strip().toLowerCase(Locale.ROOT);
  }

  private static Optional<Problem> unsupported(String detail) {
    return Optional.of(Problem.of(HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, detail));
  }

  /**
   * @throws ScheduledListException then {@link #schedule} takes it
   */
  JobDraft.Accepted accept(Request request, Path list) throws IOException, ScheduledListException {
    String name = request.parameter("name").filter(n -> !n.isBlank()).orElse("http");
    Optional<SourceKey> source =
        request
            .header(IDEMPOTENCY_KEY)
            .filter(key -> !key.isEmpty())
            .map(key -> new SourceKey("http:" + key));
    try (InputStream in = open(list)) {
      return intake.accept(in, name, "HTTP", source);
    } catch (ScheduledListException e) {
      throw e;
    } catch (InvalidTaskListException e) {
      throw new Request.Refusal(Problem.of(e));
    } catch (LimitedStream.TooLong e) {
      throw new Request.Refusal(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, e.getMessage());
    } catch (ZipException | EOFException e) {
      throw broken(e);
    } catch (DuplicateJobException e) {
      throw new Request.Refusal(HttpResponseStatus.CONFLICT, e.getMessage());
    }
  }

  ScheduleRecord schedule(Schedules schedules, Path list) throws IOException {
    try (InputStream in = open(list)) {
      return schedules.register(in, "HTTP");
    } catch (InvalidTaskListException e) {
      throw new Request.Refusal(Problem.of(e));
    } catch (TooLongListException e) {
      throw new Request.Refusal(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, e.getMessage());
    }
  }

  /** Whether the list is packed shows in its content; the header may well be missing. */
  private InputStream open(Path list) throws IOException {
    BufferedInputStream in = new BufferedInputStream(Files.newInputStream(list));
    in.mark(2);
    boolean packed = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    try {
      return packed ? new LimitedStream(new GZIPInputStream(in), maxBytes) : in;
    } catch (IOException e) {
      in.close();
      throw broken(e);
    }
  }

  private static Request.Refusal broken(IOException e) {
    return new Request.Refusal(
        HttpResponseStatus.BAD_REQUEST, "the list cannot be unpacked: " + e.getMessage());
  }
}

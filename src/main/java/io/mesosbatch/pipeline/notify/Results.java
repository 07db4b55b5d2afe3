package io.mesosbatch.pipeline.notify;

import io.mesosbatch.pipeline.ResultDocument;
import io.mesosbatch.pipeline.intake.TaskLists;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The step of a route that makes the result document out of the number of a job. */
public final class Results {
  /** Whether a message tells of a job or of tasks. */
  static final String EVENT = "MesosBatchEvent";

  /** SQS takes 256 KiB with the attributes. */
  private static final int MOST_SQS_BYTES = 250_000;

  private static final int MOST_JMS_BYTES = 10_000_000;

  private static final String ON_ITS_WAY = "notice-";

  private final JobStore store;
  private final Path spool;

  Results(JobStore store, Path spool) throws IOException {
    this.store = store;
    this.spool = Files.createDirectories(spool);
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(spool, ON_ITS_WAY + "*")) {
      for (Path file : leftovers) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * @return empty if the job runs again meanwhile, and ends again: then this exchange's route stops
   */
  Optional<JobRecord> ended(Exchange exchange) {
    Message message = exchange.getMessage();
    Long number = message.getHeader(Notices.NUMBER, message.getBody(Long.class), Long.class);
    message.setHeader(Notices.NUMBER, number);
    JobRecord job =
        store
            .job(number)
            .orElseThrow(() -> new IllegalStateException("no job " + number + " in the store"));
    if (job.endedAt() == 0) {
      exchange.setRouteStop(true);
      return Optional.empty();
    }
    return Optional.of(job);
  }

  /** The same each time that an end is told, and another one for the end of another run. */
  static String key(JobRecord job) {
    long again = job.header().getStored().getRerunAt();
    return again == 0 ? job.id() : job.id() + "." + again;
  }

  /** The document as a file; who gets it deletes it. */
  Path file(JobRecord job) throws IOException {
    return file(out -> new ResultDocument(store).write(job, out));
  }

  /** The text as a file; who gets it deletes it. */
  Path file(String text) throws IOException {
    return file(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private Path file(Content content) throws IOException {
    Path file = Files.createTempFile(spool, ON_ITS_WAY, ".json");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      content.writeTo(out);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw new IOException(file + " cannot be written: " + e.getMessage(), e);
    }
    return file;
  }

  /** As the text of a message to SQS; a large job's is without its tasks. */
  public void toSqs(Exchange exchange) throws IOException {
    toQueue(exchange, MOST_SQS_BYTES);
  }

  /** As the text of a message to JMS; a very large job's is without its tasks. */
  public void toJms(Exchange exchange) throws IOException {
    toQueue(exchange, MOST_JMS_BYTES);
  }

  /** As an answer to whom the job's label names. */
  public void toReply(Exchange exchange) throws IOException {
    Optional<JobRecord> ended = ended(exchange);
    if (ended.isEmpty()) {
      return;
    }
    JobRecord job = ended.get();
    Message message = exchange.getMessage();
    String endpoint = Notices.label(job, TaskLists.REPLY_TO_LABEL);
    String correlation = Notices.label(job, TaskLists.CORRELATION_ID_LABEL);
    boolean jms = endpoint.startsWith("jms:");
    message(exchange, job, jms ? MOST_JMS_BYTES : MOST_SQS_BYTES);
    message.setHeader(Notices.REPLY_TO, endpoint);
    if (correlation != null) {
      message.setHeader(jms ? "JMSCorrelationID" : "CorrelationId", correlation);
    }
  }

  private void toQueue(Exchange exchange, int most) throws IOException {
    Optional<JobRecord> job = ended(exchange);
    if (job.isPresent()) {
      message(exchange, job.get(), most);
    }
  }

  private void message(Exchange exchange, JobRecord job, int most) throws IOException {
    Message message = exchange.getMessage();
    message.setHeader(EVENT, "job");
    message.setHeader("MesosBatchJob", job.id());
    message.setHeader("MesosBatchKey", key(job));
    message.setHeader("MesosBatchState", job.phase().name());
    message.setBody(text(job, most));
  }

  private String text(JobRecord job, int most) throws IOException {
    ResultDocument document = new ResultDocument(store);
    Limited whole = new Limited(most);
    try {
      document.write(job, whole);
      return whole.toString(StandardCharsets.UTF_8);
    } catch (Limited.Full e) {
      ByteArrayOutputStream summary = new ByteArrayOutputStream();
      document.writeWithoutTasks(job, summary);
      return summary.toString(StandardCharsets.UTF_8);
    }
  }

  private static final class Limited extends ByteArrayOutputStream {
    private final int most;

    Limited(int most) {
      this.most = most;
    }

    static final class Full extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }

    @Override
    public synchronized void write(byte[] bytes, int off, int len) {
      if (count + len > most) {
        throw new Full();
      }
      super.write(bytes, off, len);
    }
  }
}

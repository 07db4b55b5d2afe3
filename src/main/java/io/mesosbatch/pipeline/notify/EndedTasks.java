package io.mesosbatch.pipeline.notify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.pipeline.JobJson;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.TaskNotice;
import io.mesosbatch.store.TaskRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The document that tells of ended tasks, many in one; see docs/tasks-ended.schema.json. */
final class EndedTasks {
  /** SQS takes 256 KiB with the attributes; all ways get the same document. */
  private static final int MOST_BYTES = 200_000;

  /** In ASCII a character is a byte, by which messages are measured. */
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final JobStore store;
  private final int most;

  /**
   * @param most tasks in a document
   */
  EndedTasks(JobStore store, int most) {
    this.store = store;
    this.most = most;
  }

  /**
   * @param first the number of the first notice
   * @param last all up to this number are told by the document, or are of jobs that are deleted
   * @param tasks how many it tells of
   */
  record Document(long first, long last, int tasks, String text) {}

  /** Of the notices after a number; empty if there is none yet. */
  Optional<Document> after(long number) throws IOException {
    List<TaskNotice> notices = store.taskNotices().after(number, most);
    if (notices.isEmpty()) {
      return Optional.empty();
    }
    Map<TaskKey, TaskRecord> records =
        store.tasks(notices.stream().map(TaskNotice::task).distinct().toList());
    Map<Long, Optional<JobRecord>> jobs = new HashMap<>();
    JobJson json = new JobJson(store);
    StringBuilder text =
        new StringBuilder("{\"framework_id\":\"")
            .append(JsonStringEncoder.getInstance().quoteAsString(store.frameworkId().orElse("")))
            .append("\",\n\"tasks\":[");
    int tasks = 0;
    long last = number;
    for (TaskNotice notice : notices) {
      Optional<JobRecord> job = jobs.computeIfAbsent(notice.task().job(), store::job);
      TaskRecord task = records.get(notice.task());
      if (job.isPresent() && task != null) {
        String one = one(json, notice, job.get(), task);
        if (tasks > 0 && text.length() + one.length() > MOST_BYTES) {
          break;
        }
        text.append(tasks == 0 ? "\n" : ",\n").append(one);
        tasks++;
      }
      last = notice.number();
    }
    text.append("]}\n");
    return Optional.of(new Document(notices.get(0).number(), last, tasks, text.toString()));
  }

  /** One that is too long for a message is without the attempts before the last. */
  private static String one(JobJson json, TaskNotice notice, JobRecord job, TaskRecord task)
      throws IOException {
    String all = write(json, notice, job, task);
    int attempts = task.attempts().size();
    return all.length() <= MOST_BYTES || attempts < 2
        ? all
        : write(
            json,
            notice,
            job,
            new TaskRecord(
                task.key(),
                task.spec(),
                task.phase(),
                task.notBefore(),
                task.attempts().subList(attempts - 1, attempts),
                task.reason()));
  }

  private static String write(JobJson json, TaskNotice notice, JobRecord job, TaskRecord task)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeNumberField("number", notice.number());
      out.writeStringField("job_id", job.id());
      out.writeStringField("job_name", job.header().getName());
      out.writeFieldName("task");
      json.task(out, job, task);
      out.writeEndObject();
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

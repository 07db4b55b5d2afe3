package io.mesosbatch.pipeline.intake;

import io.mesosbatch.job.InvalidTaskListException;
import io.mesosbatch.job.InvalidTemplateException;
import io.mesosbatch.job.S3Object;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.job.TaskTemplate;
import io.mesosbatch.pipeline.JobIntake;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.SourceKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Objects of S3 that become tasks by a template, several of them a job. */
public final class S3Tiles {
  private static final Logger LOG = LoggerFactory.getLogger(S3Tiles.class);

  private final JobIntake intake;
  private final S3Folder folder;
  private final ObjectJournal journal;
  private final TaskTemplate template;
  private final Map<String, String> values;
  private final int mostObjects;
  private final long mostMillis;
  private final Clock clock;
  private long waitingSince;

  /**
   * @param values of the template's other placeholders
   * @param mostObjects in a job; when so many wait they become one
   * @param mostMillis how long an object waits for others
   */
  S3Tiles(
      JobIntake intake,
      S3Folder folder,
      ObjectJournal journal,
      TaskTemplate template,
      Map<String, String> values,
      int mostObjects,
      long mostMillis,
      Clock clock) {
    this.intake = intake;
    this.folder = folder;
    this.journal = journal;
    this.template = template;
    this.values = values;
    this.mostObjects = mostObjects;
    this.mostMillis = mostMillis;
    this.clock = clock;
    this.waitingSince = clock.millis();
  }

  /** Lets what is new in the bucket wait for its job. */
  public synchronized void poll() {
    folder.visit(journal, this::add);
  }

  /** The same for an object that an event tells of, if it is one of ours. */
  synchronized boolean offer(S3Object object) throws IOException {
    if (!folder.contains(object)) {
      return false;
    }
    if (!journal.knows(object)) {
      add(object);
    }
    return true;
  }

  private void add(S3Object object) throws IOException {
    if (journal.waiting() == 0) {
      waitingSince = clock.millis();
    }
    journal.add(object);
  }

  /** Makes jobs of what waits, if it is much enough or has waited long enough. */
  public synchronized void gather() throws IOException {
    while (isDue() && !folder.isFull()) {
      List<S3Object> batch = List.copyOf(journal.batch(mostObjects));
      submit(batch);
      journal.batchDone();
      batch.forEach(folder::done);
      waitingSince = clock.millis();
    }
  }

  private boolean isDue() {
    return journal.hasBatch()
        || journal.waiting() >= mostObjects
        || (journal.waiting() > 0 && clock.millis() - waitingSince >= mostMillis);
  }

  private void submit(List<S3Object> batch) throws IOException {
    Map<String, S3Object> byTask = new LinkedHashMap<>();
    Map<String, TaskSpec> tasks = new LinkedHashMap<>();
    for (S3Object object : batch) {
      try {
        TaskSpec task = fill(object);
        tasks.put(task.id(), task);
        byTask.put(task.id(), object);
      } catch (InvalidTemplateException e) {
        LOG.warn("{} makes no task: {}", object.key(), e.getMessage());
      }
    }
    if (tasks.isEmpty()) {
      return;
    }
    try {
      submit(new ArrayList<>(tasks.values()), batch);
    } catch (InvalidTaskListException e) {
      LOG.warn("A batch of {} objects is no good as one job: {}", batch.size(), e.getMessage());
      byTask.forEach((id, object) -> submitAlone(tasks.get(id), object));
    }
  }

  /** So that one bad object does not keep the others of its batch from running. */
  private void submitAlone(TaskSpec task, S3Object object) {
    try {
      submit(List.of(task), List.of(object));
    } catch (InvalidTaskListException e) {
      LOG.warn("{} makes no good task: {}", object.key(), e.getMessage());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private TaskSpec fill(S3Object object) throws InvalidTemplateException {
    Map<String, String> all = object.placeholders();
    all.putAll(values);
    return template.fill(all);
  }

  private void submit(List<TaskSpec> tasks, List<S3Object> objects)
      throws IOException, InvalidTaskListException {
    S3Object first = objects.get(0);
    JobDraft.Accepted accepted =
        intake.accept(
            new ByteArrayInputStream(GatheredList.protobuf(tasks)),
            "tiles",
            "s3://" + first.bucket() + "/" + first.prefix(),
            Optional.of(new SourceKey(GatheredList.key(objects))));
    LOG.info(
        "{} objects of {}: {} job {}",
        objects.size(),
        first.bucket(),
        accepted.isNew() ? "accepted as" : "were accepted before as",
        accepted.job().id());
  }

  S3Folder folder() {
    return folder;
  }
}

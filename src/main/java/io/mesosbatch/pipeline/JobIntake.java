package io.mesosbatch.pipeline;

import io.mesosbatch.job.ClusterFit;
import io.mesosbatch.job.InvalidTaskListException;
import io.mesosbatch.job.ParameterFiles;
import io.mesosbatch.job.ScheduledListException;
import io.mesosbatch.job.TaskListProblem;
import io.mesosbatch.job.TaskListReader;
import io.mesosbatch.job.TaskListSink;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.Labels;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.scheduling.JobPlanBuilder;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.SourceKey;
import io.mesosbatch.store.StoreException;
import io.mesosbatch.store.TooLargeJobException;
import io.mesosbatch.v1.Job;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a task list into the store, and then to the core. When {@link #accept} returns, the job is
 * as durable as the store; the source may let go of its message.
 */
public final class JobIntake {
  private static final Logger LOG = LoggerFactory.getLogger(JobIntake.class);

  /** How the keys of labels begin that only this program sets. */
  public static final String LABELS = "mesosbatch.";

  private final JobStore store;
  private final Scheduling scheduling;
  private final TaskDefaults defaults;
  private final Supplier<Optional<ClusterFit>> cluster;
  private final Clock clock;
  private final Recovery recovery;
  private final MissedJobs missed;
  private final JobIds ids = new JobIds();
  private ParameterFiles files = ParameterFiles.NONE;
  private boolean alone;
  private final Map<String, Integer> arriving = new ConcurrentHashMap<>();

  /**
   * @param defaults for jobs that say nothing
   * @param cluster what the agents have in all; empty if that is not known now
   */
  public JobIntake(
      JobStore store,
      Scheduling scheduling,
      TaskDefaults defaults,
      Supplier<Optional<ClusterFit>> cluster,
      Clock clock) {
    this.store = store;
    this.scheduling = scheduling;
    this.defaults = defaults;
    this.cluster = cluster;
    this.clock = clock;
    this.recovery = new Recovery(store, scheduling, defaults);
    this.missed = new MissedJobs(store, scheduling, recovery::resume);
  }

  /** Before the first list: what the arrays of lists may name as their tables. */
  public void parameters(ParameterFiles named) {
    files = named;
  }

  /** From now on a job is refused if it comes after one that is not there: no other will come. */
  public void noOtherJobsCome() {
    alone = true;
  }

  /**
   * @param name for the job, if its list has none
   * @param origin where the list came from, for people
   * @param source the same key again changes nothing and gives the earlier job
   * @throws InvalidTaskListException with every problem of the list; nothing is stored
   * @throws IOException the list could not be read
   */
  public JobDraft.Accepted accept(
      InputStream list, String name, String origin, Optional<SourceKey> source)
      throws IOException, InvalidTaskListException {
    return accept(list, name, origin, source, Map.of());
  }

  /**
   * The same, with labels of ours for the job; a list cannot set such labels itself.
   *
   * @param labels their keys begin with {@link #LABELS}
   */
  public JobDraft.Accepted accept(
      InputStream list,
      String name,
      String origin,
      Optional<SourceKey> source,
      Map<String, String> labels)
      throws IOException, InvalidTaskListException {
    return accept(
        list,
        origin,
        source,
        header -> {
          if (header.hasSchedule()) {
            throw new ScheduledListException();
          }
          if (alone) {
            EarlierJobs.check(store, header);
          }
          return completed(header, name, labels);
        });
  }

  /**
   * A list with a schedule, now that it is due: as a job with an id of its own.
   *
   * @param source the same again changes nothing and gives the earlier job
   */
  public JobDraft.Accepted acceptRun(InputStream list, String id, String source)
      throws IOException, InvalidTaskListException {
    return accept(
        list,
        id,
        Optional.of(new SourceKey(source)),
        header -> {
          Job run = header.toBuilder().setId(id).clearSchedule().build();
          return completed(run, header.getId(), Map.of(LABELS + "schedule", header.getId()));
        });
  }

  /**
   * Takes up a job again that has ended without finishing: what did not finish runs again, with all
   * its attempts and all its time.
   *
   * @return the job as it is now; empty if it is under way, or has finished
   */
  public Optional<JobRecord> rerun(JobRecord job) {
    missed.find();
    return missed.handOver(() -> recovery.rerun(job, clock.millis()));
  }

  /**
   * Reads the list and stores nothing.
   *
   * @return what it says beside its tasks
   */
  public Job check(InputStream list) throws IOException, InvalidTaskListException {
    Job[] found = new Job[1];
    TaskListReader.read(
        list,
        cluster.get(),
        files,
        new TaskListSink() {
          @Override
          public void task(TaskSpec task) {}

          @Override
          public void header(Job withoutTasks) {
            found[0] = withoutTasks;
          }
        });
    return found[0];
  }

  private interface Completion {
    Job of(Job header) throws InvalidTaskListException;
  }

  private JobDraft.Accepted accept(
      InputStream list, String origin, Optional<SourceKey> source, Completion completion)
      throws IOException, InvalidTaskListException {
    missed.find();
    try (JobDraft draft = store.draft()) {
      Collector collector = new Collector(draft);
      TaskListReader.read(list, cluster.get(), files, collector);
      Job header = completion.of(collector.header);
      return missed.handOver(
          () -> {
            JobDraft.Accepted accepted = draft.commit(header, source, origin, clock.millis());
            if (accepted.isNew()) {
              submit(accepted.job(), collector.plan);
            }
            return accepted;
          });
    } catch (TooLargeJobException e) {
      // Its source would try again for ever, and keep other lists waiting.
      throw new InvalidTaskListException(
          List.of(new TaskListProblem(-1, "", "", 0, 0, e.getMessage())), 1);
    }
  }

  private void submit(JobRecord job, JobPlanBuilder plan) {
    Input.JobAccepted input =
        new Input.JobAccepted(
            plan.build(job.number(), job.header(), job.submittedAt()),
            EarlierJobs.ended(store, job.header()));
    arriving.put(job.id(), job.tasks());
    scheduling.submit(input, () -> arriving.remove(job.id()));
  }

  /** The step of a route that a timer starts: jobs that came in when the store went away go on. */
  public void findMissed() {
    try {
      missed.find();
    } catch (StoreException e) {
      LOG.debug("The store is still away", e);
    }
  }

  /** The numbers of tasks of jobs that are stored, and that the core may not have counted yet. */
  public Map<String, Integer> arriving() {
    return Map.copyOf(arriving);
  }

  private Job completed(Job header, String name, Map<String, String> labels) {
    Job.Builder job = header.toBuilder();
    if (job.getName().isEmpty()) {
      job.setName(name);
    }
    if (job.getId().isEmpty()) {
      job.setId(ids.make(job.getName()));
    }
    Labels.Builder all = Labels.newBuilder();
    job.getLabels().getLabelsList().stream()
        .filter(label -> !label.getKey().startsWith(LABELS))
        .forEach(all::addLabels);
    labels.forEach((key, value) -> all.addLabelsBuilder().setKey(key).setValue(value));
    job.clearLabels();
    if (all.getLabelsCount() > 0) {
      job.setLabels(all);
    }
    return job.build();
  }

  private final class Collector implements TaskListSink {
    private final JobDraft draft;
    private final JobPlanBuilder plan = defaults.planBuilder();
    private Job header;

    private Collector(JobDraft draft) {
      this.draft = draft;
    }

    @Override
    public void task(TaskSpec task) {
      draft.add(task);
      plan.add(task);
    }

    @Override
    public void header(Job withoutTasks) {
      header = withoutTasks;
    }
  }
}

package io.mesosbatch.pipeline.schedule;

import io.mesosbatch.job.Cron;
import io.mesosbatch.job.InvalidTaskListException;
import io.mesosbatch.pipeline.JobIntake;
import io.mesosbatch.store.DuplicateJobException;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.ScheduleRecord;
import io.mesosbatch.store.ScheduleStore;
import io.mesosbatch.store.StoreException;
import io.mesosbatch.v1.Job;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists that are run again and again: takes them in, and makes a job of each when it is due. */
public final class Schedules {
  /** Of the jobs that were made by a schedule whose list came as a file. */
  public static final String FILE_SOURCE = "schedule-file:";

  /** Where such a list came from. */
  public static final String FILE_ORIGIN = "file:";

  private static final String SOURCE = "schedule:";

  /** A list that is kept as it is, and read again for each run, has its limit. */
  private static final int MOST_BYTES = 64 << 20;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

  private final JobIntake intake;
  private final JobStore jobs;
  private final ScheduleStore schedules;
  private final Clock clock;
  private final Map<String, String> problems = new ConcurrentHashMap<>();
  private volatile BooleanSupplier full = () -> false;
  private volatile boolean storeAway;

  public Schedules(JobIntake intake, JobStore jobs, Clock clock) {
    this.intake = intake;
    this.jobs = jobs;
    this.schedules = jobs.schedules();
    this.clock = clock;
  }

  /**
   * @param full whether there is no room for more tasks: then no run starts
   */
  public void waitWhile(BooleanSupplier full) {
    this.full = full;
  }

  /**
   * In the place of the one with the same id, if there is one.
   *
   * @param origin where the list came from
   * @throws InvalidTaskListException with every problem of the list; nothing is stored
   * @throws IOException the list could not be read
   */
  public ScheduleRecord register(InputStream list, String origin)
      throws IOException, InvalidTaskListException {
    byte[] bytes = list.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new TooLongListException(MOST_BYTES);
    }
    Job header = intake.check(new ByteArrayInputStream(bytes));
    if (!header.hasSchedule()) {
      throw new IOException("the list has lost its schedule while it was read");
    }
    String id = header.getId();
    if (schedules.put(id, header.getSchedule(), origin, bytes, clock.millis())) {
      problems.remove(id);
      LOG.info("Schedule {}: {}", id, header.getSchedule().getCron());
    }
    return schedules.find(id).orElseThrow();
  }

  public List<ScheduleRecord> all() {
    return schedules.all();
  }

  public Optional<ScheduleRecord> find(String id) {
    return schedules.find(id);
  }

  /** Whether its list came as a file. */
  public static boolean ofFile(ScheduleRecord schedule) {
    return schedule.origin().startsWith(FILE_ORIGIN);
  }

  /** Jobs that it has made go on. */
  public boolean remove(String id) {
    problems.remove(id);
    return schedules.remove(id);
  }

  /** When it is due next. */
  public Optional<Instant> next(ScheduleRecord schedule) {
    return Cron.parse(schedule.schedule().getCron())
        .next(
            Instant.ofEpochMilli(Math.max(schedule.since(), clock.millis())),
            Cron.zone(schedule.schedule().getTimeZone()));
  }

  /** Why its last run did not start; empty if it did. */
  public Optional<String> problem(String id) {
    return Optional.ofNullable(problems.get(id));
  }

  /** Starts what is due; call about every second. What fails is tried again, and told once. */
  public void tick() {
    List<ScheduleRecord> all;
    try {
      all = schedules.all();
      storeAway = false;
    } catch (StoreException e) {
      if (!storeAway) {
        LOG.warn("Schedules wait for the job store: {}", e.toString());
      }
      storeAway = true;
      return;
    }
    for (ScheduleRecord schedule : all) {
      try {
        tick(schedule);
      } catch (IOException | RuntimeException e) {
        String why = e.toString();
        if (!why.equals(problems.put(schedule.id(), why))) {
          LOG.warn("Schedule {} is looked at again in a moment: {}", schedule.id(), why);
        }
      }
    }
  }

  private void tick(ScheduleRecord schedule) throws IOException {
    Instant since = Instant.ofEpochMilli(schedule.since());
    DueRuns due = DueRuns.of(schedule.schedule(), since, busy(schedule), clock.instant());
    for (Instant time : due.times()) {
      if (full.getAsBoolean()) {
        problems.put(
            schedule.id(), "waits: too many tasks are pending (mesosbatch.maxPendingTasks)");
        return;
      }
      Optional<String> job = run(schedule, time);
      schedules.done(schedule.id(), time.toEpochMilli(), job);
    }
    if (due.times().isEmpty() && !due.until().equals(since)) {
      LOG.info("Schedule {}: what was due up to {} is left out", schedule.id(), due.until());
      schedules.done(schedule.id(), due.until().toEpochMilli(), Optional.empty());
    }
  }

  private boolean busy(ScheduleRecord schedule) {
    return schedule.lastJob().flatMap(jobs::job).filter(job -> job.endedAt() == 0).isPresent();
  }

  /** The same time again, after a crash, gives the same job. */
  private Optional<String> run(ScheduleRecord schedule, Instant time) throws IOException {
    String id = schedule.id() + "-" + TIME.format(time);
    byte[] list = schedules.list(schedule.id()).orElse(new byte[0]);
    try {
      JobDraft.Accepted accepted =
          intake.acceptRun(
              new ByteArrayInputStream(list), id, (ofFile(schedule) ? FILE_SOURCE : SOURCE) + id);
      LOG.info("Schedule {}: job {}", schedule.id(), accepted.job().id());
      problems.remove(schedule.id());
      return Optional.of(accepted.job().id());
    } catch (InvalidTaskListException | DuplicateJobException e) {
      LOG.warn("Schedule {}: no run for {}: {}", schedule.id(), time, e.getMessage());
      problems.put(schedule.id(), e.getMessage());
      return Optional.empty();
    }
  }
}

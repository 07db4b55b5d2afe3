package io.mesosbatch.ops;

import com.sun.management.UnixOperatingSystemMXBean;
import io.mesosbatch.job.Phase;
import io.mesosbatch.pipeline.FrameCounts;
import io.mesosbatch.pipeline.Scheduling;
import io.mesosbatch.pipeline.intake.IntakeLimit;
import io.mesosbatch.scheduling.AgentsSnapshot;
import io.mesosbatch.scheduling.JobProgress;
import io.mesosbatch.scheduling.Scheduler;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;

/** What a monitoring system reads every few seconds; see docs/service.md. */
final class Metrics {
  private static final List<Phase> ENDS =
      List.of(Phase.FINISHED, Phase.FAILED, Phase.KILLED, Phase.SKIPPED);

  private final Scheduling scheduling;

  Metrics(Scheduling scheduling) {
    this.scheduling = scheduling;
  }

  String text(Health.Report health, IntakeLimit intake) {
    MetricsText text = new MetricsText();
    health(text, health, intake);
    now(text);
    counts(text, scheduling.counts());
    agents(text);
    process(text);
    return text.toString();
  }

  private static void health(MetricsText text, Health.Report health, IntakeLimit intake) {
    text.gauge("mesosbatch_info", "Which program this is.").sample("version", Version.TEXT, 1);
    text.gauge("mesosbatch_up", "Whether all health checks are up.").sample(health.up() ? 1 : 0);
    text.gauge("mesosbatch_check_up", "Whether a health check is up.");
    health.checks().forEach(check -> text.sample("check", check.name(), check.up() ? 1 : 0));
    text.gauge("mesosbatch_subscribed", "Whether the master has taken this framework.")
        .sample(health.master().isPresent() ? 1 : 0);
    text.gauge("mesosbatch_intake_paused", "Whether the ways in pause: too many tasks pend.")
        .sample(intake.paused() ? 1 : 0);
    text.gauge("mesosbatch_intake_limit", "With more tasks pending the ways in pause.")
        .sample(intake.limit());
  }

  private void now(MetricsText text) {
    List<JobProgress> jobs = scheduling.progress();
    text.gauge("mesosbatch_jobs", "Jobs under way.").sample(jobs.size());
    text.gauge("mesosbatch_tasks", "Tasks that have not ended, of jobs under way.")
        .sample("phase", "pending", jobs.stream().mapToLong(JobProgress::pending).sum())
        .sample("phase", "launched", jobs.stream().mapToLong(JobProgress::launched).sum())
        .sample("phase", "running", jobs.stream().mapToLong(JobProgress::running).sum());
  }

  private static void counts(MetricsText text, FrameCounts counts) {
    text.counter("mesosbatch_launches_total", "Attempts launched since the start.")
        .sample(counts.launches());
    text.counter(
        "mesosbatch_attempts_ended_total",
        "Attempts ended since the start; free ones did not count against their task.");
    counts
        .attempts()
        .forEach(
            (how, n) ->
                text.sample(
                    "state", how.state().name(), "free", String.valueOf(how.free()), n.sum()));
    text.counter("mesosbatch_tasks_ended_total", "Tasks ended since the start.");
    ENDS.forEach(phase -> text.sample("phase", name(phase), counts.tasks(phase)));
    text.counter("mesosbatch_jobs_ended_total", "Jobs ended since the start.");
    ENDS.forEach(phase -> text.sample("phase", name(phase), counts.jobs(phase)));
    text.counter("mesosbatch_frames_total", "Rounds of the scheduling core since the start.")
        .sample(counts.frames());
  }

  private static String name(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  /** Left out when the core does not answer. */
  private void agents(MetricsText text) {
    try {
      AgentsSnapshot agents = scheduling.ask(Scheduler::agents).join();
      text.gauge("mesosbatch_agents", "Agents that have made an offer.").sample(agents.size());
      text.gauge("mesosbatch_agents_busy", "Agents with tasks of ours.").sample(agents.busy());
    } catch (CompletionException e) {
      text.gauge("mesosbatch_core_silent", "The core did not answer in time.").sample(1);
    }
  }

  private static void process(MetricsText text) {
    text.gauge("process_start_time_seconds", "When the program started, since the epoch.")
        .sample(ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    text.gauge("jvm_memory_used_bytes", "Memory in use.").sample("area", "heap", heap.getUsed());
    text.gauge("jvm_memory_max_bytes", "Memory at most.").sample("area", "heap", heap.getMax());
    text.gauge("jvm_threads_current", "Threads.")
        .sample(ManagementFactory.getThreadMXBean().getThreadCount());
    text.counter("jvm_gc_collection_seconds_sum", "Time spent on collecting garbage.");
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      text.sample("gc", gc.getName(), gc.getCollectionTime() / 1e3);
    }
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os) {
      text.counter("process_cpu_seconds_total", "CPU time used.")
          .sample(os.getProcessCpuTime() / 1e9);
      text.gauge("process_open_fds", "Open files and connections.")
          .sample(os.getOpenFileDescriptorCount());
      text.gauge("process_max_fds", "How many there may be.")
          .sample(os.getMaxFileDescriptorCount());
    }
  }
}

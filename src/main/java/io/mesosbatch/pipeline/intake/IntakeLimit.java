package io.mesosbatch.pipeline.intake;

import io.mesosbatch.scheduling.JobProgress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses the ways in while too many tasks are pending: what waits at its source costs no memory
 * here. A route policy: it suspends the consumers of its routes, and resumes them by itself when
 * half of the pending tasks are gone.
 */
public final class IntakeLimit extends RoutePolicySupport {
  private static final Logger LOG = LoggerFactory.getLogger(IntakeLimit.class);
  private static final long MILLIS_BETWEEN_LOOKS = 200;

  private final long limit;
  private final Supplier<? extends Collection<JobProgress>> progress;
  private final Supplier<Map<String, Integer>> arriving;
  private final Map<String, Route> routes = new ConcurrentHashMap<>();
  private final Set<String> suspended = new HashSet<>();
  private ScheduledExecutorService timer;
  private volatile boolean paused;

  /**
   * @param limit pending tasks of all jobs; with more, nothing is taken in
   * @param arriving numbers of tasks of jobs that may be in no progress yet, by id
   */
  public IntakeLimit(
      long limit,
      Supplier<? extends Collection<JobProgress>> progress,
      Supplier<Map<String, Integer>> arriving) {
    this.limit = limit;
    this.progress = progress;
    this.arriving = arriving;
  }

  public long limit() {
    return limit;
  }

  public long pending() {
    Map<String, Integer> more = arriving.get();
    Set<String> counted = new HashSet<>();
    long pending = 0;
    for (JobProgress job : progress.get()) {
      pending += job.pending();
      if (more.containsKey(job.jobId())) {
        counted.add(job.jobId());
      }
    }
    for (Map.Entry<String, Integer> job : more.entrySet()) {
      pending += counted.contains(job.getKey()) ? 0 : job.getValue();
    }
    return pending;
  }

  /** Whether the ways in are paused. */
  public boolean paused() {
    return look();
  }

  @Override
  public void onStart(Route route) {
    routes.put(route.getRouteId(), route);
    startTimer(route.getCamelContext());
  }

  @Override
  public synchronized void onRemove(Route route) {
    routes.remove(route.getRouteId());
    suspended.remove(route.getRouteId());
  }

  /** A source may hand over more at once than there is room for: then it waits in here. */
  @Override
  public void onExchangeBegin(Route route, Exchange exchange) {
    while (look() && !exchange.getContext().isStopping()) {
      try {
        TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void onExchangeDone(Route route, Exchange exchange) {
    apply();
  }

  private synchronized void startTimer(CamelContext context) {
    if (timer == null) {
      timer =
          context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "IntakeLimit");
      timer.scheduleWithFixedDelay(
          this::apply, MILLIS_BETWEEN_LOOKS, MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
    }
  }

  private synchronized boolean look() {
    long pending = pending();
    boolean full = paused ? pending > limit / 2 : pending > limit;
    if (full != paused) {
      paused = full;
      LOG.info(
          full
              ? "{} tasks are pending, more than {} (mesosbatch.maxPendingTasks): intake pauses"
              : "{} tasks are pending, limit {}: intake goes on",
          pending,
          limit);
    }
    return full;
  }

  private synchronized void apply() {
    boolean pause = look();
    for (Route route : routes.values()) {
      try {
        if (pause && suspended.add(route.getRouteId())) {
          suspendOrStopConsumer(route.getConsumer());
        } else if (!pause && suspended.remove(route.getRouteId())) {
          resumeOrStartConsumer(route.getConsumer());
        }
      } catch (Exception e) {
        LOG.warn("Cannot {} {}", pause ? "pause" : "resume", route.getRouteId(), e);
      }
    }
  }
}

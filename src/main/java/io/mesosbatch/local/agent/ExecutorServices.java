package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.TaskStatus;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What executors have of their agent.
 *
 * @param workers for what takes milliseconds: files, processes
 * @param slow for what takes as long as a network does
 * @param timers what runs on them must not block
 * @param version of Mesos, for the log
 * @param hostname of the agent, for the log
 */
record ExecutorServices(
    Containerizer containerizer,
    ExecutorService workers,
    ExecutorService slow,
    ScheduledExecutorService timers,
    ProcessTrees trees,
    Leftovers leftovers,
    Updates updates,
    String version,
    String hostname) {

  /** The agent, as its executors see it. */
  interface Updates {
    void send(Launch launch, TaskStatus status);

    /** A task of the executor, or the executor itself, has ended. */
    void ended(FrameworkID framework, TaskExecutor executor);
  }
}

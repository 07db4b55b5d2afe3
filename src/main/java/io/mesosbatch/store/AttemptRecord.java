package io.mesosbatch.store;

import io.mesosbatch.mesos.v1.TaskStatus;
import java.util.Optional;

/**
 * One attempt of a task. Times in ms since the epoch, 0 where it has not come to that.
 *
 * @param number from 1
 * @param agentUrl where the agent answers, for example {@code http://10.0.0.7:5051}; may be empty
 * @param last the last status that was stored
 * @param free it ended, and does not count against the task
 */
public record AttemptRecord(
    int number,
    String agentId,
    String hostname,
    String agentUrl,
    long launchedAt,
    long runningAt,
    long endedAt,
    Optional<TaskStatus> last,
    boolean free) {}

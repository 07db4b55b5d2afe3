package io.mesosbatch.store;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import java.util.List;

/**
 * A stored task.
 *
 * @param notBefore pending: ms since the epoch before which it is not launched
 * @param attempts oldest first
 * @param reason for people: why it ended, where the attempts do not show it; else empty
 */
public record TaskRecord(
    TaskKey key,
    TaskSpec spec,
    Phase phase,
    long notBefore,
    List<AttemptRecord> attempts,
    String reason) {}

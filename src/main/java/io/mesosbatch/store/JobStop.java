package io.mesosbatch.store;

import io.mesosbatch.job.Phase;

/**
 * The job is to start nothing more.
 *
 * @param phase of the tasks that this ends
 * @param reason for people
 * @param at ms since the epoch
 */
public record JobStop(Phase phase, String reason, long at) {}

package io.mesosbatch.store;

import io.mesosbatch.job.TaskKey;

/**
 * That a task has ended.
 *
 * @param number given by the store, rising in the order of the ends
 */
public record TaskNotice(long number, TaskKey task) {}

package io.mesosbatch.job;

/**
 * A task of a job: the store's number of the job, and the task's place in its list, from 0. It
 * stays the same over all attempts.
 */
public record TaskKey(long job, int index) {}

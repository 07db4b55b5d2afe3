/**
 * Jobs and their tasks: reading and checking a task list ({@link
 * io.mesosbatch.job.TaskListReader}), ids of attempts, durations, and what states mean.
 */
package io.mesosbatch.job;

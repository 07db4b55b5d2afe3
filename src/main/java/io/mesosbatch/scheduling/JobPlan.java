package io.mesosbatch.scheduling;

import java.util.List;

/**
 * What the core knows of a job: no TaskInfo, only the shape of each task. A million tasks cost the
 * arrays.
 *
 * @param number the store's number of the job
 * @param id unique; part of every attempt's Mesos task id
 * @param priority the higher, the earlier
 * @param shapes the different shapes of its tasks
 * @param shapeOf for each task, by index, its place in {@code shapes}
 * @param groups those that are placed together; each group has a shape of its own
 */
public record JobPlan(
    long number,
    String id,
    int priority,
    List<Shape> shapes,
    int[] shapeOf,
    TaskGroups groups,
    JobRules rules) {
  public int tasks() {
    return shapeOf.length;
  }
}

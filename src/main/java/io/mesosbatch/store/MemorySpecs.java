package io.mesosbatch.store;

import io.mesosbatch.job.ArrayTemplate;
import io.mesosbatch.job.TaskLayout;
import io.mesosbatch.job.TaskSpec;
import java.util.List;

/** What the tasks of one job are; those of an array are made when they are asked for. */
final class MemorySpecs {
  private final List<TaskSpec> specs;
  private final TaskLayout layout;

  /** Of the array that was asked for last. */
  private ArrayTemplate template;

  private int templateOf = -1;

  MemorySpecs(List<TaskSpec> specs, TaskLayout layout) {
    this.specs = specs;
    this.layout = layout;
  }

  /** For another thread. */
  MemorySpecs copy() {
    return new MemorySpecs(specs, layout);
  }

  List<TaskSpec> all() {
    return specs;
  }

  TaskSpec spec(int task) {
    TaskLayout.Place place = layout.of(task);
    if (!place.array()) {
      return specs.get(place.spec());
    }
    if (templateOf != place.spec()) {
      template = ArrayTemplate.of(specs.get(place.spec()));
      templateOf = place.spec();
    }
    return template.task(place.inSpec());
  }
}

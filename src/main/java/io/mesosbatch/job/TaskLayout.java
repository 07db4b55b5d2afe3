package io.mesosbatch.job;

import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.StoredArray;
import io.mesosbatch.v1.StoredJob;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Which of a job's specs each of its tasks is made of. A task that is no array is a spec of its
 * own; without arrays the two have the same places.
 */
public final class TaskLayout {
  public static final TaskLayout PLAIN = new TaskLayout(List.of());

  /** By the place of the first task. */
  private final TreeMap<Integer, StoredArray> arrays = new TreeMap<>();

  private TaskLayout(List<StoredArray> arrays) {
    arrays.forEach(array -> this.arrays.put(array.getFirstTask(), array));
  }

  /** Of a job that is stored. */
  public static TaskLayout of(Job header) {
    List<StoredArray> arrays = header.getStored().getArraysList();
    return arrays.isEmpty() ? PLAIN : new TaskLayout(arrays);
  }

  /**
   * @param spec the place of the spec
   * @param inSpec for an array, the place among the spec's own tasks
   */
  public record Place(int spec, int inSpec, boolean array) {}

  public boolean isPlain() {
    return arrays.isEmpty();
  }

  public Place of(int task) {
    var floor = arrays.floorEntry(task);
    if (floor == null) {
      return new Place(task, 0, false);
    }
    StoredArray array = floor.getValue();
    int inArray = task - array.getFirstTask();
    if (inArray >= array.getTasks()) {
      return new Place(array.getSpec() + specs(array) + inArray - array.getTasks(), 0, false);
    }
    int each = array.getTasksPerSpec();
    return new Place(array.getSpec() + inArray / each, inArray % each, true);
  }

  /** How many specs make so many tasks. */
  public int specs(int tasks) {
    return tasks == 0 ? 0 : of(tasks - 1).spec() + 1;
  }

  private static int specs(StoredArray array) {
    return (array.getTasks() - 1) / array.getTasksPerSpec() + 1;
  }

  /** Notes the specs of a job, in order. */
  public static final class Builder {
    private final List<StoredArray.Builder> arrays = new ArrayList<>();
    private int specs;
    private int tasks;

    public void add(TaskSpec spec) {
      int count = spec.count();
      if (tasks + count < 0) {
        throw new IllegalArgumentException(
            "a job has at most " + Integer.MAX_VALUE + " tasks; make several lists of this one");
      }
      if (ArrayPieces.continues(spec)) {
        StoredArray.Builder array = arrays.get(arrays.size() - 1);
        array.setTasks(array.getTasks() + count);
      } else if (spec.isArray()) {
        arrays.add(
            StoredArray.newBuilder()
                .setSpec(specs)
                .setFirstTask(tasks)
                .setTasks(count)
                .setTasksPerSpec(count));
      }
      specs++;
      tasks += count;
    }

    public int tasks() {
      return tasks;
    }

    /** The header with what has to be stored beside it. */
    public Job stored(Job header) {
      if (arrays.isEmpty()) {
        return header;
      }
      StoredJob.Builder stored = StoredJob.newBuilder();
      arrays.forEach(stored::addArrays);
      return header.toBuilder().setStored(stored).build();
    }
  }
}

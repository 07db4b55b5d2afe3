package io.mesosbatch.scheduling;

/** The pending tasks of one shape of one job, first come first served. */
final class Lane {
  final JobRun job;
  final int shape;
  private int[] ring = new int[4];
  private int head;
  private int size;

  Lane(JobRun job, int shape) {
    this.job = job;
    this.shape = shape;
  }

  Shape shape() {
    return job.plan.shapes().get(shape);
  }

  int size() {
    return size;
  }

  void add(int index) {
    if (size == ring.length) {
      int[] larger = new int[size * 2];
      for (int i = 0; i < size; i++) {
        larger[i] = ring[(head + i) % ring.length];
      }
      ring = larger;
      head = 0;
    }
    ring[(head + size++) % ring.length] = index;
  }

  int poll() {
    int index = ring[head];
    head = (head + 1) % ring.length;
    size--;
    return index;
  }

  /** Higher priority first, then the older job. */
  boolean before(Lane other) {
    if (job.plan.priority() != other.job.plan.priority()) {
      return job.plan.priority() > other.job.plan.priority();
    }
    if (job.plan.number() != other.job.plan.number()) {
      return job.plan.number() < other.job.plan.number();
    }
    return shape < other.shape;
  }
}

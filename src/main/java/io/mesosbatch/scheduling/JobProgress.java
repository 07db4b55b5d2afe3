package io.mesosbatch.scheduling;

/** How many tasks of a job are where. */
public record JobProgress(
    String jobId,
    int pending,
    int launched,
    int running,
    int finished,
    int failed,
    int killed,
    int skipped) {
  public int ended() {
    return finished + failed + killed + skipped;
  }

  public int total() {
    return pending + launched + running + ended();
  }
}

package io.mesosbatch.scheduling;

import io.mesosbatch.job.Phase;
import java.util.ArrayDeque;

/** Ends tasks, and lets those go on that come after them. */
final class TaskEnds {
  private final FrameDraft draft;
  private final PendingTasks pending;
  private boolean newWork;

  TaskEnds(FrameDraft draft, PendingTasks pending) {
    this.draft = draft;
    this.pending = pending;
  }

  /** Whether tasks may start since the last call that could not before. */
  boolean takeNewWork() {
    boolean answer = newWork;
    newWork = false;
    return answer;
  }

  void end(JobRun job, int index, Phase phase, String reason) {
    endAlone(job, index, phase, reason);
    TaskGraph graph = job.plan.rules().tasks();
    if (graph.isEmpty() || job.stopped()) {
      return;
    }
    ArrayDeque<Integer> ended = new ArrayDeque<>();
    for (Integer next = index; next != null; next = ended.poll()) {
      int before = next;
      job.forEachAfter(before, (after, mustFinish) -> after(job, before, after, mustFinish, ended));
    }
  }

  private void after(
      JobRun job, int before, int after, boolean mustFinish, ArrayDeque<Integer> ended) {
    Phase how = job.phase(before);
    if (job.phase(after) != Phase.PENDING) {
      return;
    }
    if (mustFinish && how != Phase.FINISHED) {
      String why = "comes after task " + before + " of the list, which is " + how;
      job.plan
          .groups()
          .forEachMember(
              after,
              member -> {
                String who = member == after ? "it " : "task " + after + " of its group ";
                endAlone(job, member, Phase.SKIPPED, who + why);
                ended.add(member);
              });
    } else if (job.oneLess(after)) {
      pending.add(job, job.plan.groups().leader(after));
      newWork = true;
    }
  }

  void endAlone(JobRun job, int index, Phase phase, String reason) {
    job.phase(index, phase);
    draft.change(new Change.TaskEnded(job.key(index), phase, reason, draft.now()));
  }

  /**
   * By that task its whole group has failed: whatever became of the others, they did not finish.
   */
  void fail(JobRun job, int cause) {
    end(job, cause, Phase.FAILED, "");
    String reason = "its group failed with task " + cause + " of the list";
    job.plan
        .groups()
        .forEachMember(
            cause,
            member -> {
              if (member != cause) {
                end(job, member, Phase.KILLED, reason);
              }
            });
  }
}

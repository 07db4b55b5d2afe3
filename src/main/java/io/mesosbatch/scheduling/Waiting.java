package io.mesosbatch.scheduling;

import java.util.List;
import java.util.function.IntFunction;

/**
 * Why tasks wait.
 *
 * @param jobId whose tasks they are
 * @param tasks how many, all alike
 * @param first places in the job's list of some of them
 * @param demand what one of them wants, for people: {@code cpus:1; mem:128}; empty if that is not
 *     the matter
 * @param reasons for people; the first is the most important
 * @param after places of tasks of the job that they come after and that have not ended, some of
 *     them if they are many
 * @param never none of the agents that are known could take one of them, even if it were idle
 */
public record Waiting(
    String jobId,
    int tasks,
    List<Integer> first,
    String demand,
    List<String> reasons,
    List<Integer> after,
    boolean never) {
  /** The most that {@code first} and {@code after} hold. */
  static final int MOST_EXAMPLES = 10;

  /**
   * All reasons, for people.
   *
   * @param taskAt the name of the task at a place in the job's list
   */
  public List<String> reasons(IntFunction<String> taskAt) {
    if (after.isEmpty()) {
      return reasons;
    }
    StringBuilder text = new StringBuilder("waits for ");
    for (int i = 0; i < after.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(taskAt.apply(after.get(i)));
    }
    reasons.forEach(more -> text.append(' ').append(more));
    return List.of(text.toString());
  }
}

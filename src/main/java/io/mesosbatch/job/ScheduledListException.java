package io.mesosbatch.job;

import java.util.List;

/**
 * A list that is right, but to be run by a schedule: whoever does not take such lists refuses it.
 */
public final class ScheduledListException extends InvalidTaskListException {
  private static final long serialVersionUID = 1L;

  public ScheduledListException() {
    super(
        List.of(
            new TaskListProblem(
                -1,
                "",
                "schedule",
                0,
                0,
                "a list with a schedule is taken by the service alone (mesos-batch run), out of its"
                    + " inbox or by POST /jobs; leave schedule out to run the list now")),
        1);
  }
}

package io.mesosbatch.scheduling;

/**
 * How long the core waits for what; all in ms.
 *
 * @param launch without a status for so long after a launch, the task is reconciled
 * @param unreachable how long an unreachable or unknown task may be so, before it is given up and
 *     started anew; not less than the agents' re-registration timeout (10 min by default)
 * @param kill a KILL is repeated after that long until the task ends (design rule 22)
 * @param reconcile between two full reconciliations (rule 20)
 * @param revive without an offer for so long although tasks wait, REVIVE is sent again
 * @param refuseUnfit filter on offers in which no pending task fits
 * @param refuseIdle filter on offers while nothing is pending
 */
public record SchedulingTimes(
    long launch,
    long unreachable,
    long kill,
    long reconcile,
    long revive,
    long refuseUnfit,
    long refuseIdle) {
  public static final SchedulingTimes DEFAULT =
      new SchedulingTimes(60_000, 900_000, 10_000, 900_000, 30_000, 60_000, 3_600_000);
}

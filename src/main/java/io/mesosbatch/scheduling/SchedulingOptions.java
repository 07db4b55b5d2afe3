package io.mesosbatch.scheduling;

/**
 * How the core behaves. Times are in ms.
 *
 * @param launchTimeout without a status for so long after a launch, the task is reconciled
 * @param unreachableTimeout how long an unreachable or unknown task may be so, before it is given
 *     up and started anew; not less than the agents' re-registration timeout (10 min by default)
 * @param killInterval a KILL is repeated after that long until the task ends (design rule 22)
 * @param reconcileInterval between two full reconciliations (rule 20)
 * @param reviveInterval without an offer for so long although tasks wait, REVIVE is sent again
 * @param refuseUnfit filter on offers in which no pending task fits
 * @param refuseIdle filter on offers while nothing is pending
 * @param shares between the users
 * @param maintenance what becomes of tasks on agents that will be away
 * @param filterOffers whether the master is told which offers may be of use (design rule 15)
 */
public record SchedulingOptions(
    long launchTimeout,
    long unreachableTimeout,
    long killInterval,
    long reconcileInterval,
    long reviveInterval,
    long refuseUnfit,
    long refuseIdle,
    FairShares shares,
    MaintenancePolicy maintenance,
    boolean filterOffers) {
  public static final SchedulingOptions DEFAULT =
      new SchedulingOptions(
          60_000, 900_000, 10_000, 900_000, 30_000, 60_000, 3_600_000, FairShares.EQUAL);

  public SchedulingOptions(
      long launchTimeout,
      long unreachableTimeout,
      long killInterval,
      long reconcileInterval,
      long reviveInterval,
      long refuseUnfit,
      long refuseIdle,
      FairShares shares) {
    this(
        launchTimeout,
        unreachableTimeout,
        killInterval,
        reconcileInterval,
        reviveInterval,
        refuseUnfit,
        refuseIdle,
        shares,
        MaintenancePolicy.DEFAULT,
        true);
  }

  public SchedulingOptions with(FairShares other) {
    return new SchedulingOptions(
        launchTimeout,
        unreachableTimeout,
        killInterval,
        reconcileInterval,
        reviveInterval,
        refuseUnfit,
        refuseIdle,
        other,
        maintenance,
        filterOffers);
  }

  public SchedulingOptions with(MaintenancePolicy other) {
    return new SchedulingOptions(
        launchTimeout,
        unreachableTimeout,
        killInterval,
        reconcileInterval,
        reviveInterval,
        refuseUnfit,
        refuseIdle,
        shares,
        other,
        filterOffers);
  }

  public SchedulingOptions withFilterOffers(boolean value) {
    return new SchedulingOptions(
        launchTimeout,
        unreachableTimeout,
        killInterval,
        reconcileInterval,
        reviveInterval,
        refuseUnfit,
        refuseIdle,
        shares,
        maintenance,
        value);
  }
}

package io.mesosbatch.scheduling;

/**
 * How the core behaves.
 *
 * @param shares between the users
 * @param maintenance what becomes of tasks on agents that will be away
 * @param filterOffers whether the master is told which offers may be of use (design rule 15)
 */
public record SchedulingOptions(
    SchedulingTimes times, FairShares shares, MaintenancePolicy maintenance, boolean filterOffers) {
  public static final SchedulingOptions DEFAULT =
      new SchedulingOptions(
          SchedulingTimes.DEFAULT, FairShares.EQUAL, MaintenancePolicy.DEFAULT, true);

  public SchedulingOptions with(FairShares other) {
    return new SchedulingOptions(times, other, maintenance, filterOffers);
  }

  public SchedulingOptions with(MaintenancePolicy other) {
    return new SchedulingOptions(times, shares, other, filterOffers);
  }

  public SchedulingOptions withFilterOffers(boolean value) {
    return new SchedulingOptions(times, shares, maintenance, value);
  }
}

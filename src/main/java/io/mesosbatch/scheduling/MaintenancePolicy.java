package io.mesosbatch.scheduling;

/**
 * How tasks and the planned maintenance of agents get along (docs/reliability.md, "Maintenance").
 * Times are in ms.
 *
 * @param move whether tasks that may be started again for free leave an agent before its
 *     maintenance; if not, they stay until the operator takes it away
 * @param horizon a task of which it is not known how long it runs is started on an agent only if
 *     its maintenance is at least so far away
 * @param lead so long before the maintenance the agent is to be empty
 */
public record MaintenancePolicy(boolean move, long horizon, long lead) {
  public static final MaintenancePolicy DEFAULT = new MaintenancePolicy(true, 3_600_000, 60_000);

  public MaintenancePolicy {
    if (horizon < 0 || lead < 0) {
      throw new IllegalArgumentException("not a policy: horizon " + horizon + ", lead " + lead);
    }
  }
}

package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Resource;
import java.util.List;
import java.util.Map;

/**
 * How far the taking back of reservations has come, as the offers show it: what is reserved to a
 * role and not in use is offered to it.
 *
 * @param taken what operations were sent for, by agent id
 * @param busy whether the end of some operation is not known
 * @param offers how many offers were looked at
 * @param quietSince ms since the epoch: when an offer last held something to take back, or an
 *     operation ended; when it began, if that never was
 */
public record RemovalProgress(
    Map<String, List<Resource>> taken, boolean busy, int offers, long quietSince) {
  /** Whether nothing was found since then, though there were offers. */
  public boolean isOver(long since) {
    return offers > 0 && !busy && quietSince <= since;
  }
}

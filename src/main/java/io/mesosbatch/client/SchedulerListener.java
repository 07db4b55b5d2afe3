package io.mesosbatch.client;

import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.List;

/**
 * Hears what happens in a session. All methods are called on the client's event loop, one at a time
 * and in order, and must not block. What they throw is logged and changes nothing.
 */
public interface SchedulerListener {
  /**
   * A subscription begins, the first or a later one. Persist the framework id before anything is
   * launched (design rule 9), and reconcile (rule 20).
   */
  void subscribed(Event.Subscribed subscribed);

  /**
   * What one read from the connection brought, in the order of the stream: no SUBSCRIBED, HEARTBEAT
   * or ERROR among them. The list is not empty and does not change.
   */
  void events(List<Event> inOrder);

  /**
   * The subscription is lost: all offers are void (design rule 12). The client subscribes again by
   * itself. Follows {@link #subscribed} only; a failed attempt is not announced here.
   */
  void disconnected(MesosException why);

  /**
   * An attempt to subscribe failed; there will be another one.
   *
   * @param attempts that have failed in a row
   */
  default void unreachable(MesosException why, int attempts) {}

  /** The session is over for good: failed over, removed, refused. The client does nothing more. */
  void stopped(MesosException why);
}

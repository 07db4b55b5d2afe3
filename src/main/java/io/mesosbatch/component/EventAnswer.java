package io.mesosbatch.component;

import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * What the component does when an exchange is over: acknowledges its updates, or, if it failed,
 * leaves them to be sent again and gives its offers back.
 */
final class EventAnswer extends SynchronizationAdapter {
  private final MesosSession session;
  private final List<Event> events;
  private final boolean acknowledge;

  EventAnswer(MesosSession session, List<Event> events, boolean acknowledge) {
    this.session = session;
    this.events = events;
    this.acknowledge = acknowledge;
  }

  @Override
  public void onComplete(Exchange exchange) {
    if (exchange.isRollbackOnly()) {
      onFailure(exchange);
    } else if (acknowledge) {
      for (Event event : events) {
        Calls.acknowledge(event).ifPresent(session::sendQuietly);
      }
    }
  }

  /** An offer that the route did accept before it failed is not hurt: the master ignores this. */
  @Override
  public void onFailure(Exchange exchange) {
    Calls.decline(events).ifPresent(session::sendQuietly);
  }
}

package io.mesosbatch.client;

import io.mesosbatch.mesos.v1.FrameworkID;
import java.time.Instant;
import java.util.Optional;

/**
 * How a {@link SchedulerClient} is doing, at one moment.
 *
 * @param master the one connected to, or tried last
 * @param frameworkId known from the configuration or the first SUBSCRIBED
 * @param streamId of the present subscription
 * @param lastEvent when the last event came, of any kind
 * @param subscriptions how often SUBSCRIBED has come
 * @param attempts to subscribe in a row that have failed
 * @param lastError why the last attempt or subscription ended
 * @param callsInFlight sent and not yet answered
 * @param callsQueued waiting to be sent
 */
public record ClientState(
    Phase phase,
    Optional<MasterAddress> master,
    Optional<FrameworkID> frameworkId,
    Optional<String> streamId,
    Optional<Instant> lastEvent,
    int subscriptions,
    int attempts,
    Optional<MesosException> lastError,
    int callsInFlight,
    int callsQueued) {
  /** The phases of a session. */
  public enum Phase {
    /** Not yet started. */
    NEW,
    /** Looking for the leading master, connecting, or waiting for SUBSCRIBED. */
    CONNECTING,
    SUBSCRIBED,
    /** Waiting before the next attempt. */
    BACKING_OFF,
    /** Over for good: failed over, removed or refused. */
    STOPPED,
    CLOSED
  }

  public boolean subscribed() {
    return phase == Phase.SUBSCRIBED;
  }
}

package io.mesosbatch.client;

import java.time.Duration;

/**
 * How long the client waits for what. All durations are positive.
 *
 * @param connect for a TCP (and TLS) connection to be made
 * @param subscribe from the connection to the SUBSCRIBED event
 * @param call for the answer to a call; then the calls connection counts as dead
 * @param heartbeat between two signs of life, unless SUBSCRIBED says otherwise
 * @param missedHeartbeats so many intervals of silence, and the stream counts as dead; at least 1
 * @param firstBackoff about how long before the second attempt to subscribe; doubles with each
 * @param maxBackoff the longest wait between two attempts (design rule 8)
 */
public record Timing(
    Duration connect,
    Duration subscribe,
    Duration call,
    Duration heartbeat,
    int missedHeartbeats,
    Duration firstBackoff,
    Duration maxBackoff) {
  public static final Timing DEFAULT =
      new Timing(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(15),
          5,
          Duration.ofMillis(200),
          Duration.ofSeconds(15));

  public Timing {
    for (Duration d :
        new Duration[] {connect, subscribe, call, heartbeat, firstBackoff, maxBackoff}) {
      if (d.isNegative() || d.isZero()) {
        throw new IllegalArgumentException("A duration is not positive: " + d);
      }
    }
    if (missedHeartbeats < 1) {
      throw new IllegalArgumentException("missedHeartbeats is below 1: " + missedHeartbeats);
    }
  }
}

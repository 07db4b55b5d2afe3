package io.mesosbatch.client;

/**
 * How much the client takes in at once. All are at least 1, redirects at least 0.
 *
 * @param recordBytes the longest event, in bytes
 * @param callsInFlight sent and not yet answered
 * @param queuedCalls waiting to be sent; beyond that {@link SchedulerClient#send} blocks
 * @param redirects followed in a row
 */
public record Limits(int recordBytes, int callsInFlight, int queuedCalls, int redirects) {
  public static final Limits DEFAULT = new Limits(256 << 20, 1_000, 10_000, 5);

  public Limits {
    if (recordBytes < 1 || callsInFlight < 1 || queuedCalls < 1 || redirects < 0) {
      throw new IllegalArgumentException("A limit is too low");
    }
  }
}

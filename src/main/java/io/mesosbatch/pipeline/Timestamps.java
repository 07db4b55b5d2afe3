package io.mesosbatch.pipeline;

import java.time.Instant;

/** Writes times as {@link Instant} does; those of one second, one after the other, fast. */
final class Timestamps {
  private long second = Long.MIN_VALUE;

  /** Of that second, without the Z. */
  private String text;

  /**
   * @param millis since the epoch
   */
  String text(long millis) {
    long now = Math.floorDiv(millis, 1000L);
    if (now != second) {
      String whole = Instant.ofEpochSecond(now).toString();
      text = whole.substring(0, whole.length() - 1);
      second = now;
    }
    int fraction = Math.floorMod(millis, 1000);
    return fraction == 0
        ? text + 'Z'
        : text + (fraction < 10 ? ".00" : fraction < 100 ? ".0" : ".") + fraction + 'Z';
  }
}

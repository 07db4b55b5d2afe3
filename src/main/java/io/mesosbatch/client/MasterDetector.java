package io.mesosbatch.client;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Finds the leading master. */
@FunctionalInterface
public interface MasterDetector {
  /**
   * Asked before each attempt to subscribe, on an event loop: must not block. May take its time to
   * complete, until there is a leader. A master that does not lead will do: it redirects.
   */
  CompletionStage<MasterAddress> detect();

  /**
   * Tries the masters in turn.
   *
   * @throws IllegalArgumentException if there are none
   */
  static MasterDetector of(List<MasterAddress> masters) {
    return new MasterList(masters);
  }

  /**
   * Tries the masters of a comma-separated list in turn; see {@link MasterAddress#parse}.
   *
   * @throws IllegalArgumentException if one is no address or there are none
   */
  static MasterDetector parse(String masters) {
    return new MasterList(MasterList.parse(masters));
  }
}

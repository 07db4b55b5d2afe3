package io.mesosbatch.command;

import java.util.logging.LogManager;

/**
 * The JDK's closes all handlers as soon as the JVM begins to end; this one waits for the last
 * words.
 */
public final class LastingLog extends LogManager {
  private static volatile Runnable lastWords = () -> {};

  /**
   * @param lastWords returns when they have been said; runs while the JVM ends
   */
  static void waitFor(Runnable lastWords) {
    LastingLog.lastWords = lastWords;
  }

  @Override
  public void reset() {
    // Its own shutdown hook is an inner class of it; all others who reset it are in earnest.
    if (Thread.currentThread().getClass().getEnclosingClass() == LogManager.class) {
      lastWords.run();
    }
    super.reset();
  }
}

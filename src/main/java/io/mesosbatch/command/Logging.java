package io.mesosbatch.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** The log goes to standard error, unless java.util.logging is configured from outside. */
public final class Logging {
  /** Held, because the levels and filters of loggers that nobody holds get lost. */
  private static final Logger CAMEL_CONTEXT =
      Logger.getLogger("org.apache.camel.impl.engine.AbstractCamelContext");

  private Logging() {}

  /**
   * @param verbose whether what goes well is logged too
   */
  public static void setUp(boolean verbose) {
    if (System.getProperty("java.util.logging.config.file") != null) {
      return;
    }
    try (InputStream in = Logging.class.getResourceAsStream("/logging.properties")) {
      LogManager.getLogManager().readConfiguration(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Logger.getLogger("").setLevel(verbose ? Level.INFO : Level.WARNING);
    // What went wrong at the start is thrown as well, and told then, once and in words.
    CAMEL_CONTEXT.setFilter(said -> !said.getMessage().startsWith("Error starting CamelContext"));
  }
}

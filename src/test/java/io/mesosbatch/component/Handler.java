package io.mesosbatch.component;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;

/** Keeps the exceptions that it hears of. */
final class Handler implements ExceptionHandler {
  private final List<Throwable> heard;

  Handler(List<Throwable> heard) {
    this.heard = heard;
  }

  @Override
  public void handleException(Throwable exception) {
    heard.add(exception);
  }

  @Override
  public void handleException(String message, Throwable exception) {
    heard.add(exception);
  }

  @Override
  public void handleException(String message, Exchange exchange, Throwable why) {
    heard.add(why);
  }
}

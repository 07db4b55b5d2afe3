package io.mesosbatch.local.master;

/** Something a framework or operator asked for is refused; the message is for them. */
final class InvalidCall extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidCall(String message) {
    super(message, null, false, false);
  }
}

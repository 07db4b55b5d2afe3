package io.mesosbatch.wire;

import java.io.IOException;

/** Bytes that are not what Mesos's protocol says they should be. The message says where. */
public class WireException extends IOException {
  private static final long serialVersionUID = 1L;

  public WireException(String message) {
    super(message);
  }

  public WireException(String message, Throwable cause) {
    super(message, cause);
  }
}

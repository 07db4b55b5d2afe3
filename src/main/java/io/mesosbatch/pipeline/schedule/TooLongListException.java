package io.mesosbatch.pipeline.schedule;

import java.io.IOException;

/** A list with a schedule is kept as it is, and so has its limit. */
public final class TooLongListException extends IOException {
  private static final long serialVersionUID = 1L;

  TooLongListException(int most) {
    super("a list with a schedule has at most " + most + " bytes");
  }
}

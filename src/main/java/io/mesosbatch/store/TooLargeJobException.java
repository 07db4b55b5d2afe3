package io.mesosbatch.store;

/** What a list says beside its tasks is more than can be stored; to try again would not help. */
public final class TooLargeJobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param most that can be stored
   */
  public TooLargeJobException(int bytes, int most) {
    super(
        "the job's labels, arrays and other fields beside its tasks take "
            + bytes
            + " bytes; at most "
            + most
            + " can be stored");
  }
}

package io.mesosbatch.store;

/** The store does not answer or cannot write; the same call may succeed later. */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}

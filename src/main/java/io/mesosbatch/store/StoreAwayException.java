package io.mesosbatch.store;

/** There is no answer: nothing says that anything is wrong with how the store is to be reached. */
public final class StoreAwayException extends StoreException {
  private static final long serialVersionUID = 1L;

  public StoreAwayException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.mesosbatch.store;

/** Another program has this store now; trying again would not help. */
public final class StoreTakenOverException extends StoreException {
  private static final long serialVersionUID = 1L;

  public StoreTakenOverException(String message) {
    super(message, null);
  }
}

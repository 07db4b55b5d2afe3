package io.mesosbatch.resources;

/** A resource, or an operation on resources, that no Mesos master would accept. */
public final class InvalidResourceException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public InvalidResourceException(String message) {
    super(message);
  }
}

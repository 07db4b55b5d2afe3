package io.mesosbatch.job;

/** A template that cannot be read, or that does not give a task with these values. */
public final class InvalidTemplateException extends Exception {
  private static final long serialVersionUID = 1L;

  public InvalidTemplateException(String message) {
    super(message);
  }
}

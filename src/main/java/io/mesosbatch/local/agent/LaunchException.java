package io.mesosbatch.local.agent;

/** A task cannot be started; the message goes into its TASK_FAILED. */
final class LaunchException extends Exception {
  private static final long serialVersionUID = 1L;

  LaunchException(String message) {
    super(message);
  }

  LaunchException(String message, Throwable cause) {
    super(message, cause);
  }
}

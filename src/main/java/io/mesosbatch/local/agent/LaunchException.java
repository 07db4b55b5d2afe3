package io.mesosbatch.local.agent;

/** A task cannot be started; the message goes into its TASK_FAILED. */
final class LaunchException extends Exception {
  private static final long serialVersionUID = 1L;

  static LaunchException customExecutor() {
    return new LaunchException(
        "Custom executors are not supported by the embedded Mesos; give the task a command"
            + " instead of an executor");
  }

  LaunchException(String message) {
    super(message);
  }

  LaunchException(String message, Throwable cause) {
    super(message, cause);
  }
}

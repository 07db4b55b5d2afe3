package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.CheckInfo;
import io.mesosbatch.mesos.v1.HealthCheck;
import io.mesosbatch.mesos.v1.TaskInfo;

/** What checks and health checks of a task must fulfil. */
final class CheckRules {
  private CheckRules() {}

  /**
   * @throws InvalidCall with a message for the framework
   */
  static void check(TaskInfo task) {
    if (task.hasCheck()) {
      String problem = problem(task.getCheck());
      if (problem != null) {
        throw new InvalidCall("Task uses invalid check: " + problem);
      }
    }
    if (task.hasHealthCheck()) {
      String problem = problem(task.getHealthCheck());
      if (problem != null) {
        throw new InvalidCall("Task uses invalid health check: " + problem);
      }
    }
  }

  private static String problem(CheckInfo check) {
    if (!check.hasType()) {
      return "CheckInfo must specify 'type'";
    }
    boolean complete =
        switch (check.getType()) {
          case COMMAND -> check.hasCommand();
          case HTTP -> check.hasHttp();
          case TCP -> check.hasTcp();
          case UNKNOWN -> false;
        };
    if (!complete) {
      return "'" + check.getType() + "' is not a known type, or what belongs to it is not set";
    }
    return negative(check.getDelaySeconds(), check.getIntervalSeconds(), check.getTimeoutSeconds());
  }

  private static String problem(HealthCheck check) {
    if (!check.hasType() && !check.hasCommand() && !check.hasHttp()) {
      return "HealthCheck must specify 'type'";
    }
    boolean complete =
        !check.hasType()
            || switch (check.getType()) {
              case COMMAND -> check.hasCommand();
              case HTTP -> check.hasHttp();
              case TCP -> check.hasTcp();
              case UNKNOWN -> false;
            };
    if (!complete) {
      return "'" + check.getType() + "' is not a known type, or what belongs to it is not set";
    }
    if (check.getGracePeriodSeconds() < 0) {
      return "Expecting 'grace_period_seconds' to be non-negative";
    }
    return negative(check.getDelaySeconds(), check.getIntervalSeconds(), check.getTimeoutSeconds());
  }

  private static String negative(double delay, double interval, double timeout) {
    if (delay < 0) {
      return "Expecting 'delay_seconds' to be non-negative";
    }
    if (interval < 0) {
      return "Expecting 'interval_seconds' to be non-negative";
    }
    return timeout < 0 ? "Expecting 'timeout_seconds' to be non-negative" : null;
  }
}

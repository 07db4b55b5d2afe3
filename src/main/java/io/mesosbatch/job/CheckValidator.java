package io.mesosbatch.job;

import io.mesosbatch.mesos.v1.CheckInfo;
import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.HealthCheck;

/** Checks a task's health check and check. */
final class CheckValidator {
  private static final int MAX_PORT = 65_535;

  private CheckValidator() {}

  static void check(HealthCheck check, int lowestPort, FieldProblems problems) {
    switch (check.getType()) {
      case COMMAND -> {
        if (!check.hasCommand()) {
          missing("command", problems);
        } else {
          command(check.getCommand(), problems.in("command"));
        }
      }
      case HTTP -> {
        if (!check.hasHttp()) {
          missing("http", problems);
        } else {
          HealthCheck.HTTPCheckInfo http = check.getHttp();
          http(http.getPort(), lowestPort, http.getPath(), problems.in("http"));
          String scheme = http.getScheme();
          if (http.hasScheme() && !scheme.equals("http") && !scheme.equals("https")) {
            problems.found("http.scheme", "must be http or https");
          }
        }
      }
      case TCP -> {
        if (!check.hasTcp()) {
          missing("tcp", problems);
        } else {
          port(check.getTcp().getPort(), lowestPort, problems.in("tcp.port"));
        }
      }
      case UNKNOWN -> problems.found("type", "must be COMMAND, HTTP or TCP");
    }
    seconds("delay_seconds", check.getDelaySeconds(), problems);
    seconds("interval_seconds", check.getIntervalSeconds(), problems);
    seconds("timeout_seconds", check.getTimeoutSeconds(), problems);
    seconds("grace_period_seconds", check.getGracePeriodSeconds(), problems);
  }

  static void check(CheckInfo check, int lowestPort, FieldProblems problems) {
    switch (check.getType()) {
      case COMMAND -> {
        if (!check.hasCommand()) {
          missing("command", problems);
        } else {
          command(check.getCommand().getCommand(), problems.in("command.command"));
        }
      }
      case HTTP -> {
        if (!check.hasHttp()) {
          missing("http", problems);
        } else {
          http(
              check.getHttp().getPort(),
              lowestPort,
              check.getHttp().getPath(),
              problems.in("http"));
        }
      }
      case TCP -> {
        if (!check.hasTcp()) {
          missing("tcp", problems);
        } else {
          port(check.getTcp().getPort(), lowestPort, problems.in("tcp.port"));
        }
      }
      case UNKNOWN -> problems.found("type", "must be COMMAND, HTTP or TCP");
    }
    seconds("delay_seconds", check.getDelaySeconds(), problems);
    seconds("interval_seconds", check.getIntervalSeconds(), problems);
    seconds("timeout_seconds", check.getTimeoutSeconds(), problems);
  }

  private static void missing(String field, FieldProblems problems) {
    problems.found(field, "is missing for a check of that type");
  }

  private static void command(CommandInfo command, FieldProblems problems) {
    CommandValidator.check(command, false, problems);
  }

  private static void http(int port, int lowestPort, String path, FieldProblems problems) {
    port(port, lowestPort, problems.in("port"));
    if (!path.isEmpty() && !path.startsWith("/")) {
      problems.found("path", "must begin with a slash");
    }
  }

  private static void port(int port, int lowestPort, FieldProblems problems) {
    if (port < lowestPort || port > MAX_PORT) {
      problems.found("", Integer.toUnsignedString(port) + " is no port; use 1 to " + MAX_PORT);
    }
  }

  private static void seconds(String field, double value, FieldProblems problems) {
    if (!(value >= 0)) {
      problems.found(field, value + " is negative; use seconds from 0");
    }
  }
}

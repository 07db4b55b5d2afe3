package io.mesosbatch.command;

import io.mesosbatch.job.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The properties that begin with "mesosbatch."; any other one of that kind is a mistake. */
final class KnownProperties {
  static final String PREFIX = "mesosbatch.";

  /** What follows is the name of a template's placeholder. */
  static final String TEMPLATE_VALUES = "mesosbatch.s3Tiles.value.";

  static final List<String> NAMES =
      Stream.of(
              "folder",
              "store.url",
              "store.user",
              "store.password",
              "keep",
              "frameworkRemoved",
              "userWeights",
              "userLimits",
              "shareBy",
              "filterOffers",
              "maintenance",
              "maintenanceHorizon",
              "maintenanceLead",
              "maxPendingTasks",
              "http.port",
              "http.host",
              "http.token",
              "http.user",
              "http.password",
              "http.maxBytes",
              "http.scheme",
              "http.tls",
              "http.keyStore",
              "http.keyStorePassword",
              "sqs.queueUrl",
              "sqs.deadLetterUrl",
              "sqs.visibilitySeconds",
              "sqs.waitSeconds",
              "jms.queue",
              "jms.deadLetterQueue",
              "s3Lists.bucket",
              "s3Lists.prefix",
              "s3Lists.pattern",
              "s3Lists.period",
              "s3Lists.poll",
              "s3Lists.after",
              "s3Lists.moveTo",
              "s3Lists.failedTo",
              "s3Tiles.bucket",
              "s3Tiles.prefix",
              "s3Tiles.pattern",
              "s3Tiles.period",
              "s3Tiles.poll",
              "s3Tiles.after",
              "s3Tiles.moveTo",
              "s3Tiles.template",
              "s3Tiles.gatherObjects",
              "s3Tiles.gatherSeconds",
              "s3Events.queueUrl",
              "s3Events.deadLetterUrl",
              "notify.webhook",
              "notify.webhookSecret",
              "notify.sqsQueueUrl",
              "notify.jmsQueue",
              "notify.s3Bucket",
              "notify.s3Prefix",
              "notify.tasks",
              "notify.tasksPerMessage",
              "notify.retries",
              "notify.replyRetries")
          .map(PREFIX::concat)
          .toList();

  /** Set by the launcher and by tests, not by users. */
  static final List<String> INTERNAL = List.of("mesosbatch.terminal");

  private static final String ENVIRONMENT = "MESOSBATCH_";

  private KnownProperties() {}

  /**
   * @param environment names of variables
   * @throws Failures.BadInput one is unknown
   */
  static void check(
      Collection<String> file, Collection<String> system, Collection<String> environment)
      throws Failures.BadInput {
    TreeMap<String, String> unknown = new TreeMap<>();
    for (String name : file) {
      if (name.startsWith(PREFIX) && !isKnown(name)) {
        unknown.put(name, nearest(name, NAMES));
      }
    }
    Stream.concat(file.stream(), system.stream())
        .forEach(name -> ComponentProperties.problem(name).ifPresent(p -> unknown.put(name, p)));
    for (String name : system) {
      boolean ours = name.startsWith(PREFIX) && !name.startsWith("mesosbatch.local.");
      if (ours && !isKnown(name) && !INTERNAL.contains(name)) {
        unknown.put(name, nearest(name, NAMES));
      }
    }
    List<String> variables = NAMES.stream().map(KnownProperties::variable).toList();
    for (String name : environment) {
      boolean known = variables.contains(name) || name.startsWith(variable(TEMPLATE_VALUES));
      if (name.startsWith(ENVIRONMENT) && !known) {
        unknown.put(name, nearest(name, variables));
      }
    }
    if (!unknown.isEmpty()) {
      List<String> lines = new ArrayList<>();
      unknown.forEach((name, hint) -> lines.add(name + " is not known" + hint));
      throw new Failures.BadInput(String.join("\n  ", lines));
    }
  }

  private static boolean isKnown(String name) {
    return NAMES.contains(name)
        || (name.startsWith(TEMPLATE_VALUES) && name.length() > TEMPLATE_VALUES.length());
  }

  static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  private static String nearest(String name, List<String> known) {
    Optional<String> nearest = Spelling.nearest(name, known);
    return nearest.map(n -> "; did you mean " + n + "?").orElse("");
  }
}

package io.mesosbatch.command;

import io.mesosbatch.job.MesosDuration;
import io.mesosbatch.pipeline.Session;
import io.mesosbatch.scheduling.MaintenancePolicy;
import io.mesosbatch.store.jdbc.StoreConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What the program must know before Camel starts. As in Camel, a system property wins over the
 * environment (MESOSBATCH_FOLDER for mesosbatch.folder), and that over the file.
 */
final class Settings {
  private final Properties file = new Properties();
  private final Properties system;
  private final Map<String, String> environment;

  Settings(Path file, Properties system, Map<String, String> environment) throws Failures.BadInput {
    this.system = system;
    this.environment = environment;
    try (InputStream in = Files.newInputStream(file)) {
      this.file.load(in);
    } catch (IOException e) {
      throw new Failures.BadInput(
          file + " cannot be read: start in the folder that has it, or name it with --home");
    }
    KnownProperties.check(
        this.file.stringPropertyNames(), system.stringPropertyNames(), environment.keySet());
  }

  String get(String key, String otherwise) {
    String value = system.getProperty(key);
    if (value == null) {
      value = environment.get(KnownProperties.variable(key));
    }
    if (value == null) {
      value = file.getProperty(key);
    }
    return value == null || value.isBlank() ? otherwise : value.strip();
  }

  /** Camel's own properties of the file that the environment sets: there Camel takes the file's. */
  Map<String, String> camelFromEnvironment() {
    Map<String, String> set = new TreeMap<>();
    for (String key : file.stringPropertyNames()) {
      String value = environment.get(KnownProperties.variable(key));
      if (key.startsWith("camel.") && value != null && system.getProperty(key) == null) {
        set.put(key, value);
      }
    }
    return set;
  }

  /** Options of Camel's components that the environment sets, and no system property. */
  Map<String, String> componentVariables() {
    Map<String, String> properties =
        ComponentVariables.properties(environment, file.stringPropertyNames());
    properties.keySet().removeIf(system::containsKey);
    return properties;
  }

  /** Where the jobs are stored: in {@code data/} below the folder, unless a URL is given. */
  StoreConfig store(Path folder) throws Failures.BadInput {
    String url = get("mesosbatch.store.url", "");
    if (url.isEmpty()) {
      return StoreConfig.inDirectory(folder.resolve("data"));
    }
    try {
      return new StoreConfig(
          url, get("mesosbatch.store.user", ""), get("mesosbatch.store.password", ""));
    } catch (IllegalArgumentException e) {
      throw new Failures.BadInput("mesosbatch.store.url: " + e.getMessage());
    }
  }

  /** How long jobs are kept after their end. */
  Duration keep() throws Failures.BadInput {
    return duration("mesosbatch.keep", "7days");
  }

  Session.WhenRemoved whenRemoved() throws Failures.BadInput {
    String value = get("mesosbatch.frameworkRemoved", "requeue");
    return switch (value) {
      case "requeue" -> Session.WhenRemoved.REQUEUE;
      case "fail" -> Session.WhenRemoved.FAIL;
      default ->
          throw new Failures.BadInput(
              "mesosbatch.frameworkRemoved: \"" + value + "\" is neither requeue nor fail");
    };
  }

  /** How long the routes may take to finish what is in hand. */
  Duration shutdownTimeout() throws Failures.BadInput {
    String seconds = get("camel.main.shutdownTimeout", "30");
    try {
      return Duration.ofSeconds(Long.parseLong(seconds));
    } catch (NumberFormatException e) {
      throw new Failures.BadInput(
          "camel.main.shutdownTimeout: \"" + seconds + "\" is no number of seconds");
    }
  }

  MaintenancePolicy maintenance() throws Failures.BadInput {
    String value = get("mesosbatch.maintenance", "move");
    if (!value.equals("move") && !value.equals("stay")) {
      throw new Failures.BadInput(
          "mesosbatch.maintenance: \"" + value + "\" is neither move nor stay");
    }
    return new MaintenancePolicy(
        value.equals("move"),
        duration("mesosbatch.maintenanceHorizon", "1hrs").toMillis(),
        duration("mesosbatch.maintenanceLead", "1mins").toMillis());
  }

  /** Not where the user tells the master what to offer. */
  boolean filterOffers() throws Failures.BadInput {
    String value = get("mesosbatch.filterOffers", "true");
    if (!value.equals("true") && !value.equals("false")) {
      throw new Failures.BadInput(
          "mesosbatch.filterOffers: \"" + value + "\" is neither true nor false");
    }
    return value.equals("true")
        && get("camel.component.mesos.offerConstraints", "").isEmpty()
        && get("camel.component.mesos.minAllocatableResources", "").isEmpty();
  }

  private Duration duration(String key, String otherwise) throws Failures.BadInput {
    try {
      return MesosDuration.parse(get(key, otherwise));
    } catch (IllegalArgumentException e) {
      throw new Failures.BadInput(key + ": " + e.getMessage());
    }
  }
}

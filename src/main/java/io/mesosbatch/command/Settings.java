package io.mesosbatch.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

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
  }

  String get(String key, String otherwise) {
    String value = system.getProperty(key);
    if (value == null) {
      value = environment.get(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"));
    }
    if (value == null) {
      value = file.getProperty(key);
    }
    return value == null || value.isBlank() ? otherwise : value.strip();
  }
}

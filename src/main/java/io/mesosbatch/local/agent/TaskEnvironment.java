package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.Environment;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The environment of a task. As in Mesos it holds what the agent sets and what the command asks
 * for, and nothing of the agent's own environment, except the few variables that programs cannot do
 * without.
 */
final class TaskEnvironment {
  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final Map<String, String> INHERITED = inherited();

  private final Map<String, String> variables = new TreeMap<>(INHERITED);

  TaskEnvironment(Optional<String> user) {
    user.ifPresent(
        name -> {
          variables.remove("HOME");
          variables.remove("SHELL");
          variables.put("USER", name);
          variables.put("LOGNAME", name);
        });
  }

  private TaskEnvironment() {
    variables.clear();
  }

  /** Without anything of this machine: for a container. */
  static TaskEnvironment empty() {
    return new TaskEnvironment();
  }

  TaskEnvironment with(String name, String value) {
    variables.put(name, value);
    return this;
  }

  /** The command's own variables; secrets that only a secret store could resolve are left out. */
  TaskEnvironment with(CommandInfo command) {
    for (Environment.Variable variable : command.getEnvironment().getVariablesList()) {
      if (variable.getType() != Environment.Variable.Type.SECRET) {
        variables.put(variable.getName(), variable.getValue());
      } else if (variable.getSecret().hasValue()) {
        variables.put(variable.getName(), variable.getSecret().getValue().getData().toStringUtf8());
      }
    }
    return this;
  }

  Map<String, String> variables() {
    return Map.copyOf(variables);
  }

  private static Map<String, String> inherited() {
    Map<String, String> inherited = new TreeMap<>();
    inherited.put("PATH", DEFAULT_PATH);
    System.getenv()
        .forEach(
            (name, value) -> {
              switch (name) {
                case "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ" ->
                    inherited.put(name, value);
                default -> {
                  if (name.startsWith("LC_")) {
                    inherited.put(name, value);
                  }
                }
              }
            });
    return inherited;
  }
}

package io.mesosbatch.job;

import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.ContainerInfo;
import io.mesosbatch.mesos.v1.Environment;
import io.mesosbatch.mesos.v1.Secret;
import io.mesosbatch.mesos.v1.Volume;

/** Checks commands, their environment, and the container around them. */
final class CommandValidator {
  private CommandValidator() {}

  /**
   * @param entrypoint whether an image may say what to run
   */
  static void check(CommandInfo command, boolean entrypoint, FieldProblems problems) {
    if (command.getValue().isEmpty() && (command.getShell() || !entrypoint)) {
      problems.found(
          "value",
          command.getShell()
              ? "there is no command to run; set it, or set shell to false to run the image's"
                  + " entrypoint"
              : "there is no executable to run; set its path");
    }
    for (int i = 0; i < command.getUrisCount(); i++) {
      if (command.getUris(i).getValue().isBlank()) {
        problems.found("uris[" + i + "].value", "is empty; set what to fetch");
      }
    }
    for (int i = 0; i < command.getEnvironment().getVariablesCount(); i++) {
      check(
          command.getEnvironment().getVariables(i),
          problems.in("environment.variables[" + i + "]"));
    }
  }

  /** Never shows a value: it may be a password. */
  private static void check(Environment.Variable variable, FieldProblems problems) {
    if (variable.getName().isEmpty() || variable.getName().indexOf('=') >= 0) {
      problems.found("name", "a variable needs a name, without '='");
    }
    switch (variable.getType()) {
      case VALUE -> {
        if (!variable.hasValue()) {
          problems.found("value", "is missing; \"\" is possible");
        } else if (variable.getValue().indexOf('\0') >= 0) {
          problems.found("value", "has a null byte, which no environment can hold");
        }
        if (variable.hasSecret()) {
          problems.found("secret", "does not go with the type VALUE; set the type SECRET");
        }
      }
      case SECRET -> {
        if (variable.hasValue()) {
          problems.found("value", "does not go with the type SECRET; leave it out");
        }
        if (!variable.hasSecret()) {
          problems.found("secret", "is missing for a variable of type SECRET");
        } else {
          check(variable.getSecret(), problems.in("secret"));
        }
      }
      case UNKNOWN -> problems.found("type", "must be VALUE or SECRET");
    }
  }

  private static void check(Secret secret, FieldProblems problems) {
    boolean reference = secret.getType() == Secret.Type.REFERENCE;
    boolean value = secret.getType() == Secret.Type.VALUE;
    if (!reference && !value) {
      problems.found("type", "must be REFERENCE or VALUE");
    } else if (secret.hasReference() != reference || secret.hasValue() != value) {
      problems.found("", "must hold its " + (value ? "value" : "reference") + " and nothing else");
    }
  }

  static void check(ContainerInfo container, FieldProblems problems) {
    if (container.getType() == ContainerInfo.Type.DOCKER) {
      if (container.getDocker().getImage().isBlank()) {
        problems.found("docker.image", "is missing for a container of type DOCKER");
      }
      for (int i = 0; i < container.getDocker().getParametersCount(); i++) {
        if (container.getDocker().getParameters(i).getKey().equals("name")) {
          problems.found(
              "docker.parameters[" + i + "]", "Mesos gives the container its name; leave it out");
        }
      }
    } else if (container.hasDocker()) {
      problems.found("docker", "does not go with the type MESOS; use mesos.image");
    }
    for (int i = 0; i < container.getVolumesCount(); i++) {
      check(container.getVolumes(i), problems.in("volumes[" + i + "]"));
    }
  }

  private static void check(Volume volume, FieldProblems problems) {
    if (volume.getContainerPath().isBlank()) {
      problems.found("container_path", "is empty; say where the volume is to be seen");
    }
    int sources =
        (volume.hasHostPath() ? 1 : 0) + (volume.hasImage() ? 1 : 0) + (volume.hasSource() ? 1 : 0);
    if (sources != 1) {
      problems.found("", "set one of host_path, image and source, not " + sources);
    }
  }
}

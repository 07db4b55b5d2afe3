package io.mesosbatch.command;

import io.mesosbatch.job.InvalidTemplateException;
import io.mesosbatch.job.TaskTemplate;
import io.mesosbatch.mesos.v1.ContainerInfo;
import io.mesosbatch.mesos.v1.Environment;
import io.mesosbatch.mesos.v1.Parameter;
import io.mesosbatch.mesos.v1.TaskInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The task that is generated again and again: a template, or flags. */
final class TemplateFlags {
  @Option(
      names = "--template",
      paramLabel = "TEMPLATE",
      description =
          "A TaskInfo in JSON with @{placeholders}: a path, file:///PATH, - for standard input, or"
              + " the JSON itself. Instead of the following flags.")
  String template;

  @Option(names = "--command", paramLabel = "COMMAND", description = "What the shell runs.")
  String command;

  @Option(
      names = "--resources",
      paramLabel = "RESOURCES",
      description = "What a task needs (mem and disk in MB). Default: cpus:0.1;mem:32.")
  String resources;

  @Option(names = "--docker_image", paramLabel = "IMAGE", description = "Runs it in Docker.")
  String image;

  @Option(
      names = "--docker_parameter",
      paramLabel = "KEY=VALUE",
      description = "A parameter of docker run, for example memory=12G; may be repeated.")
  Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "A variable of the environment; may be repeated.")
  Map<String, String> environment = new LinkedHashMap<>();

  @Option(names = "--name", paramLabel = "NAME", description = "What a task is called.")
  String name;

  @Option(names = "--id", paramLabel = "ID", description = "The id of a task.")
  String id;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "One more placeholder, @{NAME}; may be repeated.")
  Map<String, String> values = new LinkedHashMap<>();

  /**
   * @param defaultEnvironment comes before that of the flags
   */
  TaskTemplate read(String defaultName, String defaultId, Map<String, String> defaultEnvironment)
      throws Failures.BadInput {
    try {
      if (template == null) {
        return TaskTemplate.of(
            task(
                name == null ? defaultName : name,
                id == null ? defaultId : id,
                defaultEnvironment));
      }
      if (Stream.of(command, resources, image, name, id).anyMatch(Objects::nonNull)
          || !parameters.isEmpty()
          || !environment.isEmpty()) {
        throw new Failures.BadInput(
            "--template says all of the task; leave --command, --resources, --docker_image,"
                + " --docker_parameter, --env, --name and --id out");
      }
      try (InputStream in = new InputFlag("--template", template).open()) {
        return TaskTemplate.parse(in);
      }
    } catch (InvalidTemplateException | IOException e) {
      throw new Failures.BadInput((template == null ? "" : "--template: ") + e.getMessage());
    }
  }

  private TaskInfo task(String name, String id, Map<String, String> defaults)
      throws Failures.BadInput {
    if (command == null && image == null) {
      throw new Failures.BadInput("--command, --docker_image or --template is missing");
    }
    TaskInfo.Builder task = TaskInfo.newBuilder().setName(name);
    task.getTaskIdBuilder().setValue(id);
    // Mesos requires it, so that programs that know only its TaskInfo can read the list too.
    task.getAgentIdBuilder().setValue("");
    task.addAllResources(
        ResourcesFlag.read("--resources", resources == null ? "cpus:0.1;mem:32" : resources));
    if (command == null) {
      task.getCommandBuilder().setShell(false);
    } else {
      task.getCommandBuilder().setValue(command);
    }
    Map<String, String> variables = new LinkedHashMap<>(defaults);
    variables.putAll(environment);
    List<Environment.Variable> all = new ArrayList<>();
    variables.forEach(
        (key, value) ->
            all.add(Environment.Variable.newBuilder().setName(key).setValue(value).build()));
    if (!all.isEmpty()) {
      task.getCommandBuilder().getEnvironmentBuilder().addAllVariables(all);
    }
    if (image != null) {
      docker(task.getContainerBuilder());
    }
    return task.buildPartial();
  }

  private void docker(ContainerInfo.Builder container) {
    container.setType(ContainerInfo.Type.DOCKER).getDockerBuilder().setImage(image);
    parameters.forEach(
        (key, value) ->
            container
                .getDockerBuilder()
                .addParameters(Parameter.newBuilder().setKey(key).setValue(value)));
  }
}

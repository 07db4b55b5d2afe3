package io.mesosbatch.command;

import io.mesosbatch.wire.ContentType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where the master is and who the framework is. */
final class FrameworkFlags {
  @Option(
      names = "--master",
      paramLabel = "ADDRESS",
      description =
          "HOST:PORT or http(s)://HOST:PORT of the master, several with commas between, or local:"
              + " an embedded Mesos that runs the tasks on this machine.")
  String master;

  @Option(
      names = "--content_type",
      paramLabel = "TYPE",
      defaultValue = "protobuf",
      converter = ContentTypeConverter.class,
      description = "How to talk with the master: protobuf (the default) or json.")
  ContentType contentType;

  @Option(
      names = "--framework_name",
      paramLabel = "NAME",
      defaultValue = "mesos-batch instance",
      description = "Default: ${DEFAULT-VALUE}.")
  String frameworkName;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      split = ",",
      defaultValue = "*",
      description = "The role to get offers for; several with commas between. Default: *.")
  List<String> roles = new ArrayList<>();

  @Option(
      names = "--principal",
      paramLabel = "NAME",
      description = "Who the framework is to the master.")
  String principal;

  @Option(
      names = "--secret",
      paramLabel = "SECRET",
      description =
          "The principal's secret, or file:///PATH of a file that holds it, which other users of"
              + " this machine do not see in the process list.")
  String secret;

  @Option(
      names = "--framework_capabilities",
      paramLabel = "CAPABILITY",
      split = ",",
      description = "More capabilities, for example GPU_RESOURCES; several with commas between.")
  List<String> capabilities = new ArrayList<>();

  @Option(
      names = "--partition_aware",
      paramLabel = "true|false",
      defaultValue = "true",
      description = "Whether to wait for tasks on unreachable agents. Default: true.")
  boolean partitionAware;

  @Option(
      names = "--checkpoint",
      paramLabel = "true|false",
      defaultValue = "false",
      description = "Whether tasks survive a restart of their agent. Default: false.")
  boolean checkpoint;

  @Option(
      names = "--failover_timeout",
      paramLabel = "DURATION",
      defaultValue = "0secs",
      converter = DurationConverter.class,
      description =
          "How long the master keeps the tasks if this program is cut off. Default: 0secs.")
  Duration failoverTimeout;

  @Option(
      names = "--labels",
      paramLabel = "KEY:VALUE",
      split = ",",
      description = "Labels of the framework; several with commas between.")
  List<String> labels = new ArrayList<>();

  @Option(
      names = "--connect_timeout",
      paramLabel = "DURATION",
      defaultValue = "15secs",
      converter = DurationConverter.class,
      description = "How long to try to reach the master. Default: ${DEFAULT-VALUE}.")
  Duration connectTimeout;

  Map<String, String> labelMap() throws Failures.BadInput {
    Map<String, String> map = new LinkedHashMap<>();
    for (String label : labels) {
      int colon = label.indexOf(':');
      if (colon < 1) {
        throw new Failures.BadInput("--labels: \"" + label + "\" is not KEY:VALUE");
      }
      map.put(label.substring(0, colon), label.substring(colon + 1));
    }
    return map;
  }
}

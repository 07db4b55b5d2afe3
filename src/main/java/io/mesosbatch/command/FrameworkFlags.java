package io.mesosbatch.command;

import io.mesosbatch.client.Credential;
import io.mesosbatch.client.OperatorClient;
import io.mesosbatch.component.MesosComponent;
import io.mesosbatch.component.MesosConfiguration;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.wire.ContentType;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import picocli.CommandLine.Option;

/** Where the master is and who the framework is. */
final class FrameworkFlags {
  private static final String OPTION = "camel.component.mesos.";
  private static final List<String> KNOWN =
      Arrays.stream(FrameworkInfo.Capability.Type.values())
          .filter(type -> type != FrameworkInfo.Capability.Type.UNKNOWN)
          .map(Enum::name)
          .toList();

  @Option(
      names = "--master",
      paramLabel = "ADDRESS",
      description =
          "HOST:PORT or http(s)://HOST:PORT of the master, several with commas between;"
              + " zk://HOST:PORT,HOST:PORT/PATH; or local: an embedded Mesos that runs the tasks on"
              + " this machine.")
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

  @Option(
      names = "--shutdown_timeout",
      paramLabel = "DURATION",
      defaultValue = "15secs",
      converter = DurationConverter.class,
      description =
          "How long to wait, at Ctrl-C or SIGTERM, until the tasks are killed. Default:"
              + " ${DEFAULT-VALUE}.")
  Duration shutdownTimeout;

  @Option(
      names = "--remove_timeout",
      paramLabel = "DURATION",
      defaultValue = "60secs",
      converter = DurationConverter.class,
      description =
          "How long to wait until reservations and volumes are gone. Default: ${DEFAULT-VALUE}.")
  Duration removeTimeout;

  /** Once it has been read: a pipe can be read but once. */
  private String plainSecret;

  /** Gives the component its options. */
  void configure(Main camel, String masters) throws Failures.BadInput {
    camel.addOverrideProperty(OPTION + "master", masters);
    camel.addOverrideProperty(OPTION + "contentType", contentType.name());
    camel.addOverrideProperty(OPTION + "roles", String.join(",", roles));
    camel.addOverrideProperty(OPTION + "capabilities", String.join(",", allCapabilities()));
    camel.addOverrideProperty(OPTION + "checkpoint", Boolean.toString(checkpoint));
    camel.addOverrideProperty(OPTION + "failoverTimeout", failoverTimeout.toMillis() + "");
    camel.addOverrideProperty(OPTION + "teardownOnStop", "true");
    if (!labels.isEmpty()) {
      camel.addOverrideProperty(OPTION + "labels", String.join(";", labels));
    }
    credential();
    // Not as properties: there #, {{ and RAW() would mean something else than themselves.
    camel.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeInitialize(BaseMainSupport main) {
            MesosConfiguration options =
                main.getCamelContext()
                    .getComponent("mesos", MesosComponent.class)
                    .getConfiguration();
            options.setFrameworkName(frameworkName);
            options.setPrincipal(principal);
            options.setSecret(plainSecret);
          }
        });
  }

  /** What the master would be told. */
  FrameworkInfo info() throws Failures.BadInput {
    FrameworkInfo.Builder info =
        FrameworkInfo.newBuilder()
            .setName(frameworkName)
            .setUser(System.getProperty("user.name"))
            .addAllRoles(roles);
    allCapabilities()
        .forEach(
            name ->
                info.addCapabilitiesBuilder().setType(FrameworkInfo.Capability.Type.valueOf(name)));
    if (principal != null) {
      info.setPrincipal(principal);
    }
    return info.build();
  }

  List<String> allCapabilities() throws Failures.BadInput {
    List<String> all =
        new ArrayList<>(List.of("TASK_KILLING_STATE", "MULTI_ROLE", "RESERVATION_REFINEMENT"));
    if (partitionAware) {
      all.add("PARTITION_AWARE");
    }
    for (String name : capabilities) {
      String upper = name.trim().toUpperCase(Locale.ROOT);
      if (upper.isEmpty()) {
        continue;
      }
      if (KNOWN.stream().noneMatch(upper::equals)) {
        throw new Failures.BadInput(
            "--framework_capabilities: there is no capability "
                + name
                + "; there are "
                + String.join(", ", KNOWN));
      }
      if (!all.contains(upper)) {
        all.add(upper);
      }
    }
    return all;
  }

  /** Refuses what no master or agent would have to be asked for. */
  void check() throws Failures.BadInput {
    allCapabilities();
    Optional<Credential> who = credential();
    if (!master.equals("local")) {
      try {
        new OperatorClient(master, who);
      } catch (IllegalArgumentException e) {
        throw new Failures.BadInput("--master: " + e.getMessage());
      }
    }
  }

  /** Empty without a secret. */
  Optional<Credential> credential() throws Failures.BadInput {
    if (secret != null && principal == null) {
      throw new Failures.BadInput("--secret needs --principal: whose secret it is");
    }
    if (secret == null) {
      return Optional.empty();
    }
    if (plainSecret == null) {
      plainSecret = plain(secret);
    }
    try {
      return Optional.of(new Credential(principal, plainSecret));
    } catch (IllegalArgumentException e) {
      throw new Failures.BadInput("--principal: " + e.getMessage());
    }
  }

  /** Reads the file, if it is one. */
  static String plain(String secret) throws Failures.BadInput {
    if (!secret.startsWith("file://")) {
      return secret;
    }
    try {
      return Files.readString(new InputFlag("--secret", secret).path()).strip();
    } catch (IOException e) {
      throw new Failures.BadInput("--secret: the file that it names cannot be read");
    }
  }
}

package io.mesosbatch.component;

import io.mesosbatch.client.ClientConfig;
import io.mesosbatch.client.Credential;
import io.mesosbatch.client.Limits;
import io.mesosbatch.client.MasterDetector;
import io.mesosbatch.client.Timing;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.Label;
import io.mesosbatch.mesos.v1.Labels;
import io.mesosbatch.mesos.v1.OfferFilters;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes the client's configuration of the component's options. */
final class SessionConfig {
  private final String session;
  private final MesosConfiguration options;

  SessionConfig(String session, MesosConfiguration options) {
    this.session = session;
    this.options = options;
  }

  /**
   * @param keptId from the repository; the option frameworkId wins over it
   * @param suppressed whether the subscription is to begin without offers
   * @throws IllegalArgumentException names the option that is wrong or missing
   */
  ClientConfig clientConfig(Optional<String> keptId, boolean suppressed, Optional<SslContext> ssl) {
    FrameworkInfo framework = framework(keptId);
    Call.Subscribe.Builder subscribe = Call.Subscribe.newBuilder().setFrameworkInfo(framework);
    if (suppressed) {
      subscribe.addAllSuppressedRoles(framework.getRolesList());
    }
    if (options.getOfferConstraints() != null) {
      subscribe.setOfferConstraints(options.getOfferConstraints());
    }
    return new ClientConfig(
        masters(ssl.isPresent() && options.getSslContextParameters() != null),
        subscribe.build(),
        options.getContentType(),
        credential(),
        ssl,
        timing(),
        limits());
  }

  private MasterDetector masters(boolean tlsWanted) {
    String master = options.getMaster();
    if (master == null || master.isBlank()) {
      throw wrong(
          "master is not set. Set camel.component.mesos.master=HOST:PORT, or the option"
              + " master of the endpoint");
    }
    boolean zooKeeper = master.strip().startsWith("zk://");
    if (tlsWanted
        && !zooKeeper
        && !Arrays.stream(master.split(",")).allMatch(SessionConfig::isHttps)) {
      throw wrong(
          "sslContextParameters is set, but not every master is an https URL: "
              + MasterDetector.shown(master));
    }
    try {
      return MasterDetector.parse(master, tlsWanted);
    } catch (IllegalArgumentException e) {
      throw wrong("master: " + e.getMessage());
    }
  }

  private static boolean isHttps(String master) {
    return master.strip().toLowerCase(Locale.ROOT).startsWith("https://");
  }

  private Optional<Credential> credential() {
    if (options.getSecret() == null) {
      return Optional.empty();
    }
    if (options.getPrincipal() == null) {
      throw wrong("secret is set, but principal is not");
    }
    return Optional.of(new Credential(options.getPrincipal(), options.getSecret()));
  }

  private FrameworkInfo framework(Optional<String> keptId) {
    FrameworkInfo.Builder framework =
        options.getFrameworkInfo() == null ? described() : options.getFrameworkInfo().toBuilder();
    Optional.ofNullable(options.getFrameworkId())
        .or(() -> keptId)
        .filter(id -> !framework.hasId())
        .ifPresent(id -> framework.setId(FrameworkID.newBuilder().setValue(id)));
    if (options.getMinAllocatableResources() != null) {
      OfferFilters filters =
          OfferFilters.newBuilder()
              .setMinAllocatableResources(options.getMinAllocatableResources())
              .build();
      framework.getRolesList().forEach(role -> framework.putOfferFilters(role, filters));
    }
    return framework.build();
  }

  private FrameworkInfo.Builder described() {
    FrameworkInfo.Builder framework =
        FrameworkInfo.newBuilder()
            .setName(orElse(options.getFrameworkName(), session))
            .setUser(orElse(options.getUser(), System.getProperty("user.name")))
            .addAllRoles(words(options.getRoles()))
            .setFailoverTimeout(options.getFailoverTimeout() / 1000.0)
            .setCheckpoint(options.isCheckpoint());
    for (String capability : words(options.getCapabilities())) {
      framework.addCapabilities(
          FrameworkInfo.Capability.newBuilder().setType(capabilityType(capability)));
    }
    Optional.ofNullable(options.getPrincipal()).ifPresent(framework::setPrincipal);
    Optional.ofNullable(options.getHostname()).ifPresent(framework::setHostname);
    Optional.ofNullable(options.getWebuiUrl()).ifPresent(framework::setWebuiUrl);
    if (options.getLabels() != null) {
      framework.setLabels(labels(options.getLabels()));
    }
    return framework;
  }

  private FrameworkInfo.Capability.Type capabilityType(String name) {
    try {
      return FrameworkInfo.Capability.Type.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw wrong("capabilities: Mesos has no capability " + name);
    }
  }

  private Labels labels(String text) {
    Labels.Builder labels = Labels.newBuilder();
    for (String pair : text.split(";")) {
      int colon = pair.indexOf(':');
      if (colon < 1) {
        throw wrong("labels: key:value is wanted, with ; between pairs, not " + pair);
      }
      labels.addLabels(
          Label.newBuilder()
              .setKey(pair.substring(0, colon).strip())
              .setValue(pair.substring(colon + 1).strip()));
    }
    return labels.build();
  }

  private Timing timing() {
    return new Timing(
        millis("connectTimeout", options.getConnectTimeout()),
        millis("subscribeTimeout", options.getSubscribeTimeout()),
        millis("callTimeout", options.getCallTimeout()),
        Timing.DEFAULT.heartbeat(),
        atLeastOne("missedHeartbeats", options.getMissedHeartbeats()),
        millis("initialBackoff", options.getInitialBackoff()),
        millis("maxBackoff", options.getMaxBackoff()));
  }

  private Limits limits() {
    return new Limits(
        atLeastOne("maxEventSize", options.getMaxEventSize()),
        atLeastOne("maxCallsInFlight", options.getMaxCallsInFlight()),
        atLeastOne("maxCallsQueued", options.getMaxCallsQueued()),
        Limits.DEFAULT.redirects());
  }

  private Duration millis(String option, long millis) {
    if (millis <= 0) {
      throw wrong(option + " is not positive: " + millis);
    }
    return Duration.ofMillis(millis);
  }

  private int atLeastOne(String option, int value) {
    if (value < 1) {
      throw wrong(option + " is below 1: " + value);
    }
    return value;
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(w -> !w.isEmpty()).toList();
  }

  private static String orElse(String value, String otherwise) {
    return value == null ? otherwise : value;
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("mesos:" + session + ": " + what);
  }
}

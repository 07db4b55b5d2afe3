package io.mesosbatch.client;

import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.wire.ContentType;
import io.netty.handler.ssl.SslContext;
import java.util.Optional;

/**
 * What a {@link SchedulerClient} needs to know.
 *
 * @param masters finds the leading master
 * @param subscribe what SUBSCRIBE says; with an id in its framework_info a known framework comes
 *     back, without one a new framework registers (design rule 9)
 * @param contentType of calls and events
 * @param credential for HTTP basic authentication
 * @param ssl for masters with an https address; the JVM's default trust if empty
 */
public record ClientConfig(
    MasterDetector masters,
    Call.Subscribe subscribe,
    ContentType contentType,
    Optional<Credential> credential,
    Optional<SslContext> ssl,
    Timing timing,
    Limits limits) {

  /** Protobuf, no credential, default timing and limits. */
  public static ClientConfig of(MasterDetector masters, FrameworkInfo framework) {
    return new ClientConfig(
        masters,
        Call.Subscribe.newBuilder().setFrameworkInfo(framework).build(),
        ContentType.PROTOBUF,
        Optional.empty(),
        Optional.empty(),
        Timing.DEFAULT,
        Limits.DEFAULT);
  }

  public FrameworkInfo framework() {
    return subscribe.getFrameworkInfo();
  }

  /** With roles suppressed from the start, or offer constraints. */
  public ClientConfig withSubscribe(Call.Subscribe value) {
    return new ClientConfig(masters, value, contentType, credential, ssl, timing, limits);
  }

  public ClientConfig withContentType(ContentType value) {
    return new ClientConfig(masters, subscribe, value, credential, ssl, timing, limits);
  }

  public ClientConfig withCredential(Credential value) {
    return new ClientConfig(
        masters, subscribe, contentType, Optional.of(value), ssl, timing, limits);
  }

  public ClientConfig withSsl(SslContext value) {
    return new ClientConfig(
        masters, subscribe, contentType, credential, Optional.of(value), timing, limits);
  }

  public ClientConfig withTiming(Timing value) {
    return new ClientConfig(masters, subscribe, contentType, credential, ssl, value, limits);
  }

  public ClientConfig withLimits(Limits value) {
    return new ClientConfig(masters, subscribe, contentType, credential, ssl, timing, value);
  }
}

package io.mesosbatch.component;

import io.mesosbatch.client.ClientState;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Up while the session is subscribed. */
final class MesosHealthCheck extends AbstractHealthCheck {
  private final MesosSession session;

  MesosHealthCheck(String id, MesosSession session) {
    super("camel", id);
    this.session = session;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    builder.detail("mesos.session", session.name());
    Optional<ClientState> state = session.state();
    state.ifPresent(s -> details(builder, s));
    Optional<Exception> failure = session.failure();
    if (failure.isPresent()) {
      builder.down().error(failure.get());
      builder.message("The session is over: " + failure.get().getMessage());
    } else if (state.isPresent() && state.get().subscribed()) {
      builder.up();
    } else {
      builder.down().message("Not subscribed");
      state.flatMap(ClientState::lastError).ifPresent(e -> down(builder, e));
    }
  }

  private static void down(HealthCheckResultBuilder builder, Exception why) {
    builder.error(why).message("Not subscribed: " + why.getMessage());
  }

  private static void details(HealthCheckResultBuilder builder, ClientState state) {
    builder.detail("mesos.phase", state.phase().name());
    state.master().ifPresent(m -> builder.detail("mesos.master", m.toString()));
    state.frameworkId().ifPresent(id -> builder.detail("mesos.frameworkId", id.getValue()));
    state.lastEvent().ifPresent(t -> builder.detail("mesos.lastEvent", t.toString()));
    builder.detail("mesos.attempts", state.attempts());
    builder.detail("mesos.callsInFlight", state.callsInFlight());
    builder.detail("mesos.callsQueued", state.callsQueued());
  }
}

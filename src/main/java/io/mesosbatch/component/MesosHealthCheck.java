package io.mesosbatch.component;

import io.mesosbatch.client.ClientState;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Up while the session is subscribed, and the route does with its events what it is to do. */
final class MesosHealthCheck extends AbstractHealthCheck {
  private final MesosSession session;
  private final Supplier<Exception> routeFailure;

  MesosHealthCheck(String id, MesosSession session) {
    this(id, session, () -> null);
  }

  /**
   * @param routeFailure with which the route ended its last exchange; null if it did not fail
   */
  MesosHealthCheck(String id, MesosSession session, Supplier<Exception> routeFailure) {
    super("camel", id);
    this.session = session;
    this.routeFailure = routeFailure;
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
      route(builder);
    } else {
      builder.down().message("Not subscribed" + state.map(MesosHealthCheck::under).orElse(""));
      state.flatMap(ClientState::lastError).ifPresent(e -> down(builder, e));
    }
  }

  private void route(HealthCheckResultBuilder builder) {
    Exception failed = routeFailure.get();
    if (failed == null) {
      builder.up();
    } else {
      builder
          .down()
          .error(failed)
          .message("The route failed on its last events, which will come again: " + failed);
    }
  }

  /** What it is about, while nothing has gone wrong yet. */
  private static String under(ClientState state) {
    return state.phase() == ClientState.Phase.CONNECTING && state.master().isEmpty()
        ? ": no leading master is known yet"
        : "";
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

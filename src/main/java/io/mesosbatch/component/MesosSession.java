package io.mesosbatch.component;

import io.mesosbatch.client.ClientConfig;
import io.mesosbatch.client.ClientState;
import io.mesosbatch.client.SchedulerClient;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.scheduler.Call;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;

/**
 * One framework's session, shared by all endpoints of a name. It connects when its first consumer
 * starts (or, with producers only, when the Camel context has started) and is left when its last
 * consumer and producer have stopped.
 */
final class MesosSession {
  private final String name;
  private final MesosComponent component;
  private final SessionOptions options;
  private final ConsumerTable consumers = new ConsumerTable();
  private final Set<Object> users = Collections.newSetFromMap(new IdentityHashMap<>());
  private volatile Subscription subscription;

  MesosSession(String name, MesosComponent component) {
    this.name = name;
    this.component = component;
    this.options = new SessionOptions(name);
  }

  String name() {
    return name;
  }

  SessionOptions options() {
    return options;
  }

  ConsumerTable consumers() {
    return consumers;
  }

  /** How the session is doing; empty while it is not connected nor trying to. */
  Optional<ClientState> state() {
    return Optional.ofNullable(subscription).map(Subscription::state);
  }

  /** Why the session is over for good; empty while it is not. */
  Optional<Exception> failure() {
    return Optional.ofNullable(subscription).flatMap(Subscription::failure);
  }

  /** Whether the session ends because this application asked for it. */
  boolean isLeaving() {
    Subscription current = subscription;
    return current == null || current.isLeaving();
  }

  synchronized void start(MesosConsumer consumer) throws Exception {
    consumers.activate(consumer);
    users.add(consumer);
    try {
      connect();
    } catch (Exception e) {
      stop(consumer);
      throw e;
    }
    offersWantedChanged();
  }

  /** No event is handed to the consumer any more; its calls can still be sent. */
  void retire(MesosConsumer consumer) {
    consumers.deactivate(consumer);
    offersWantedChanged();
    readingChanged();
  }

  synchronized void stop(MesosConsumer consumer) {
    retire(consumer);
    left(consumer);
  }

  void pause(MesosConsumer consumer, boolean on) {
    consumers.pause(consumer, on);
    offersWantedChanged();
  }

  synchronized void start(MesosProducer producer) throws Exception {
    users.add(producer);
    component
        .getCamelContext()
        .addStartupListener(
            new ExtendedStartupListener() {
              @Override
              public void onCamelContextStarted(CamelContext context, boolean already)
                  throws Exception {
                if (already) {
                  connectFor(producer);
                }
              }

              @Override
              public void onCamelContextFullyStarted(CamelContext context, boolean already)
                  throws Exception {
                connectFor(producer);
              }
            });
  }

  synchronized void stop(MesosProducer producer) {
    left(producer);
  }

  private synchronized void connectFor(MesosProducer producer) throws Exception {
    if (users.contains(producer)) {
      connect();
    }
  }

  /**
   * Sends a call in the session's order.
   *
   * @return fails with a MesosException if the master does not accept the call
   */
  CompletableFuture<Void> send(Call call) {
    Subscription current = subscription;
    if (current == null) {
      try {
        current = connect();
      } catch (Exception e) {
        return CompletableFuture.failedFuture(e);
      }
    }
    return current.send(call);
  }

  /** For what Mesos repeats if it gets lost. */
  void sendQuietly(Call call) {
    Subscription current = subscription;
    if (current != null) {
      current.sendQuietly(call);
    }
  }

  Optional<String> frameworkId() {
    return state().flatMap(ClientState::frameworkId).map(FrameworkID::getValue);
  }

  private void offersWantedChanged() {
    Subscription current = subscription;
    if (current != null) {
      current.offersWantedChanged();
    }
  }

  /** A consumer's queue is full, or has room again. */
  void readingChanged() {
    Subscription current = subscription;
    if (current != null) {
      current.readingChanged();
    }
  }

  private synchronized Subscription connect() throws Exception {
    if (subscription != null && subscription.failure().isEmpty()) {
      return subscription;
    }
    if (users.isEmpty()) {
      throw new IllegalStateException("mesos:" + name + " is stopped");
    }
    disconnect();
    MesosConfiguration configuration = component.configurationOf(options.freeze());
    try {
      FrameworkIdRepository repository = configuration.getFrameworkIdRepository();
      Optional<String> kept = repository == null ? Optional.empty() : repository.load(name);
      boolean suppressed = !consumers.wantsOffers();
      ClientConfig config =
          new SessionConfig(name, configuration)
              .clientConfig(kept, suppressed, component.sslContext(configuration));
      Subscription fresh =
          new Subscription(
              name, configuration, consumers, suppressed, kept, component.eventLoopGroup());
      fresh.start(
          new SchedulerClient(config, component.eventLoopGroup(), fresh),
          component.createExecutor(this, name));
      subscription = fresh;
      return fresh;
    } catch (Exception e) {
      options.thaw();
      throw e;
    }
  }

  /**
   * Begins a new session with the same endpoints, if the present one is over for good. The
   * framework id is asked for anew.
   */
  synchronized void resubscribe() throws Exception {
    if (!users.isEmpty() && failure().isPresent()) {
      connect();
    }
  }

  /** Leaves the session even if there are producers that nobody has stopped. */
  synchronized void close() {
    users.clear();
    disconnect();
  }

  private void left(Object user) {
    users.remove(user);
    if (users.isEmpty()) {
      disconnect();
    }
  }

  private void disconnect() {
    Subscription old = subscription;
    subscription = null;
    options.thaw();
    if (old != null) {
      old.stop();
      component.getCamelContext().getExecutorServiceManager().shutdownGraceful(old.executor());
    }
  }
}

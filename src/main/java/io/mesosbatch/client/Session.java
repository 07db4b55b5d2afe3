package io.mesosbatch.client;

import io.mesosbatch.client.ClientState.Phase;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a client. All methods but {@link #state} run on the event loop, so that no lock is
 * needed; a stream that is not the present one is not listened to (design rule 12).
 */
final class Session implements StreamConnection.Owner, Calls.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(SchedulerClient.class);
  private static final Duration TEARDOWN_CHECK = Duration.ofMillis(50);
  private static final String FAILED_OVER = "Framework failed over";
  private static final String REMOVED = "Framework has been removed";

  private final ClientConfig config;
  private final Connector connector;
  private final SchedulerListener listener;
  private final Calls calls;
  private final Backoff backoff;

  private volatile ClientState snapshot;
  private volatile Instant lastEvent;

  private Phase phase = Phase.NEW;
  private volatile Call.Subscribe subscribe;
  private MasterAddress master;
  private String streamId;
  private int subscriptions;
  private int attempts;
  private MesosException lastError;

  private StreamConnection stream;
  private Subscription subscription;
  private int redirects;
  private long subscribedAt;
  private boolean reading = true;
  private Future<?> retry;

  Session(ClientConfig config, Connector connector, SchedulerListener listener) {
    this.config = config;
    this.connector = connector;
    this.listener = listener;
    subscribe = config.subscribe();
    calls = new Calls(config, connector, this);
    backoff =
        new Backoff(
            config.timing().firstBackoff(),
            config.timing().maxBackoff(),
            () -> ThreadLocalRandom.current().nextDouble());
    publish(phase);
  }

  Calls calls() {
    return calls;
  }

  ClientState state() {
    ClientState s = snapshot;
    return new ClientState(
        s.phase(),
        s.master(),
        s.frameworkId(),
        s.streamId(),
        Optional.ofNullable(lastEvent),
        s.subscriptions(),
        s.attempts(),
        s.lastError(),
        calls.inFlight(),
        calls.queued());
  }

  void start() {
    if (phase == Phase.NEW) {
      config.masters().watch(leader -> connector.loop().execute(() -> leaderChanged(leader)));
      connect();
    }
  }

  void readEvents(boolean on) {
    reading = on;
    if (phase == Phase.SUBSCRIBED) {
      stream.readEvents(on);
    }
  }

  void close() {
    if (phase != Phase.CLOSED) {
      over(Phase.CLOSED, new MesosException.Closed(false), new MesosException.Closed(true));
    }
  }

  private void connect() {
    if (calls.tearingDown()) {
      // The master ends the stream of a framework before it answers its TEARDOWN.
      later(TEARDOWN_CHECK);
      return;
    }
    publish(Phase.CONNECTING);
    redirects = 0;
    config
        .masters()
        .detect()
        .whenComplete((found, error) -> connector.loop().execute(() -> detected(found, error)));
  }

  private void detected(MasterAddress found, Throwable error) {
    if (phase != Phase.CONNECTING || stream != null) {
      return;
    }
    if (error != null) {
      failed(
          new MesosException.Unreachable(
              "No leading master is known: " + error.getMessage(), error));
    } else {
      open(found);
    }
  }

  /** Not to wait until the old leader's silence is noticed, or for the next attempt. */
  private void leaderChanged(MasterAddress leader) {
    if (phase == Phase.SUBSCRIBED && !leader.authority().equals(master.authority())) {
      disconnect(new MesosException.ConnectionLost(leader + " leads now", null, true));
    }
    if (phase == Phase.BACKING_OFF && !calls.tearingDown()) {
      retry.cancel(false);
      connect();
    }
  }

  private void open(MasterAddress address) {
    master = address;
    publish(Phase.CONNECTING);
    Call.Builder call = Call.newBuilder().setType(Call.Type.SUBSCRIBE).setSubscribe(subscribe);
    if (subscribe.getFrameworkInfo().hasId()) {
      call.setFrameworkId(subscribe.getFrameworkInfo().getId());
    }
    byte[] body = config.contentType().encode(call.build());
    stream = new StreamConnection(address, config, body, this);
    stream.open(connector);
  }

  @Override
  public void redirected(StreamConnection from, String location) {
    if (from != stream) {
      return;
    }
    stream = null;
    if (++redirects > config.limits().redirects()) {
      failed(new MesosException.Unreachable("Redirected in a circle, last to " + location, null));
      return;
    }
    MasterAddress target;
    try {
      target = from.master().redirectedTo(location);
    } catch (IllegalArgumentException e) {
      failed(new MesosException.ProtocolViolation(e.getMessage(), e, false));
      return;
    }
    if (from.master().https() && !target.https()) {
      failed(
          new MesosException.ProtocolViolation(
              from.master() + " redirects to " + target + ", which is not encrypted", null, false));
      return;
    }
    LOG.debug("{} is not the leading master, it redirects to {}", from.master(), target);
    open(target);
  }

  @Override
  public void subscribed(StreamConnection from, Event.Subscribed event) {
    if (from != stream) {
      return;
    }
    FrameworkID id = event.getFrameworkId();
    Call.Subscribe.Builder next = subscribe.toBuilder();
    next.getFrameworkInfoBuilder().setId(id);
    subscribe = next.build();
    streamId = from.streamId().orElseThrow();
    subscription = new Subscription(master, id, streamId);
    subscriptions++;
    attempts = 0;
    subscribedAt = System.nanoTime();
    lastEvent = Instant.now();
    publish(Phase.SUBSCRIBED);
    calls.begin(subscription);
    stream.readEvents(reading);
    LOG.info("Subscribed to {} as framework {}", master, id.getValue());
    tell(() -> listener.subscribed(event));
  }

  @Override
  public void events(StreamConnection from, List<Event> inOrder) {
    if (from == stream) {
      lastEvent = Instant.now();
      tell(() -> listener.events(inOrder));
    }
  }

  @Override
  public void heartbeat(StreamConnection from) {
    if (from == stream) {
      lastEvent = Instant.now();
    }
  }

  @Override
  public void error(StreamConnection from, String message) {
    if (from == stream) {
      stop(
          switch (message) {
            case FAILED_OVER -> new MesosException.FailedOver(message);
            case REMOVED -> new MesosException.FrameworkRemoved(message);
            default -> new MesosException.Refused(200, message);
          });
    }
  }

  @Override
  public void ended(StreamConnection from, MesosException why) {
    if (from != stream) {
      return;
    }
    if (phase == Phase.SUBSCRIBED) {
      disconnect(why);
    } else {
      stream = null;
      failed(why);
    }
  }

  @Override
  public FrameworkInfo framework() {
    return subscribe.getFrameworkInfo();
  }

  @Override
  public void accepted(Call call) {
    if (call.getType() == Call.Type.TEARDOWN) {
      stop(new MesosException.FrameworkRemoved("Torn down by this client"));
    } else if (call.hasUpdateFramework()) {
      Call.UpdateFramework update = call.getUpdateFramework();
      Call.Subscribe.Builder next =
          subscribe.toBuilder()
              .setFrameworkInfo(update.getFrameworkInfo())
              .clearSuppressedRoles()
              .addAllSuppressedRoles(update.getSuppressedRolesList())
              .clearOfferConstraints();
      if (update.hasOfferConstraints()) {
        next.setOfferConstraints(update.getOfferConstraints());
      }
      subscribe = next.build();
    }
  }

  @Override
  public void stale(Subscription of, MesosException why) {
    if (of == subscription && phase == Phase.SUBSCRIBED) {
      disconnect(why);
    }
  }

  private void disconnect(MesosException why) {
    closeStream();
    lastError = why;
    calls.suspend();
    if (System.nanoTime() - subscribedAt > config.timing().maxBackoff().toNanos()) {
      backoff.reset();
    }
    Duration wait = later(backoff.next());
    if (!calls.tearingDown()) {
      LOG.warn("Subscription lost, next attempt in {} ms: {}", wait.toMillis(), why.getMessage());
    }
    tell(() -> listener.disconnected(why));
  }

  private void failed(MesosException why) {
    if (why instanceof MesosException.Unauthorized || why instanceof MesosException.Refused) {
      stop(why);
      return;
    }
    attempts++;
    lastError = why;
    Duration wait = later(backoff.next());
    LOG.warn("Not subscribed, next attempt in {} ms: {}", wait.toMillis(), why.getMessage());
    tell(() -> listener.unreachable(why, attempts));
  }

  private Duration later(Duration wait) {
    publish(Phase.BACKING_OFF);
    retry = connector.loop().schedule(this::connect, wait.toNanos(), TimeUnit.NANOSECONDS);
    return wait;
  }

  private void stop(MesosException why) {
    if (phase == Phase.STOPPED || phase == Phase.CLOSED) {
      return;
    }
    lastError = why;
    LOG.debug("The session is over: {}", why.getMessage());
    over(Phase.STOPPED, why, new MesosException.ConnectionLost(why.getMessage(), why, true));
    tell(() -> listener.stopped(why));
  }

  private void over(Phase end, MesosException why, MesosException whyInFlight) {
    if (retry != null) {
      retry.cancel(false);
    }
    closeStream();
    config.masters().close();
    publish(end);
    calls.close(why, whyInFlight);
  }

  private void closeStream() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
    streamId = null;
    subscription = null;
  }

  private void publish(Phase value) {
    phase = value;
    snapshot =
        new ClientState(
            value,
            Optional.ofNullable(master),
            subscribe.getFrameworkInfo().hasId()
                ? Optional.of(subscribe.getFrameworkInfo().getId())
                : Optional.empty(),
            Optional.ofNullable(streamId),
            Optional.empty(),
            subscriptions,
            attempts,
            Optional.ofNullable(lastError),
            0,
            0);
  }

  private static void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.error("The scheduler listener failed", e);
    }
  }
}

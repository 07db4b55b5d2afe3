package io.mesosbatch.component;

import io.mesosbatch.client.ClientState;
import io.mesosbatch.client.MesosException;
import io.mesosbatch.client.SchedulerClient;
import io.mesosbatch.client.SchedulerListener;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session while it is connected or trying to: the client, and what it tells. The listener's
 * methods run on the client's event loop: they hand events to the consumers' queues and never run
 * application code, nor wait for it.
 */
final class Subscription implements SchedulerListener {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

  private final String session;
  private final MesosConfiguration configuration;
  private final ConsumerTable consumers;
  private final boolean beginsSuppressed;
  private final WaitingCalls waiting;
  private final ScheduledExecutorService timer;
  private SchedulerClient client;
  private ExecutorService executor;
  private volatile Optional<String> keptId;
  private volatile CompletableFuture<Void> lastCall = CompletableFuture.completedFuture(null);
  private volatile Exception failure;
  private volatile boolean leaving;
  private boolean ready;
  private OfferFlow offers;

  /**
   * @param beginsSuppressed whether SUBSCRIBE itself suppresses all roles
   * @param keptId the framework id that the repository holds
   * @param timer for calls that wait for a subscription
   */
  Subscription(
      String session,
      MesosConfiguration configuration,
      ConsumerTable consumers,
      boolean beginsSuppressed,
      Optional<String> keptId,
      ScheduledExecutorService timer) {
    this.session = session;
    this.configuration = configuration;
    this.consumers = consumers;
    this.beginsSuppressed = beginsSuppressed;
    this.keptId = keptId;
    this.timer = timer;
    this.waiting = new WaitingCalls(timer, configuration.getSendTimeout());
  }

  /**
   * @param executor where the framework id is saved; shut down by the caller after {@link #stop}
   */
  void start(SchedulerClient client, ExecutorService executor) {
    this.client = client;
    this.executor = executor;
    offers =
        new OfferFlow(consumers::wantsOffers, !beginsSuppressed, this::sendNow, executor, timer);
    client.start();
  }

  ExecutorService executor() {
    return executor;
  }

  ClientState state() {
    return client.state();
  }

  Optional<Exception> failure() {
    return Optional.ofNullable(failure);
  }

  CompletableFuture<Void> send(Call call) {
    synchronized (this) {
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      if (!ready && WaitingCalls.mayWait(call)) {
        return waiting.add(call);
      }
    }
    if (call.getType() == Call.Type.TEARDOWN) {
      leaving = true;
    }
    return sendNow(call);
  }

  /** Not under a lock: the client may block here while its queue is full. */
  private CompletableFuture<Void> sendNow(Call call) {
    CompletableFuture<Void> sent = client.send(call);
    lastCall = sent;
    return sent;
  }

  /** Tears the framework down if the options say so, and closes the connections. */
  void stop() {
    leaving = true;
    boolean connected;
    synchronized (this) {
      connected = ready;
      ready = false;
    }
    offers.unsubscribed();
    if (connected && configuration.isTeardownOnStop()) {
      sendNow(Calls.plain(Call.Type.TEARDOWN));
    } else if (configuration.isTeardownOnStop()) {
      LOG.warn("mesos:{}: not connected, so the framework is not torn down", session);
    }
    awaitLastCall();
    client.close();
    waiting.fail(new MesosException.Closed(false));
    consumers.forget();
  }

  /** Calls are answered in order: with the last one all have been. */
  private void awaitLastCall() {
    try {
      lastCall.get(configuration.getCallTimeout(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("mesos:{}: the last call was not answered", session, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** While a queue is full nothing more is read from the master. */
  void readingChanged() {
    consumers.reportRoom(client::readEvents);
  }

  void offersWantedChanged() {
    offers.wantedChanged();
  }

  boolean isLeaving() {
    return leaving;
  }

  @Override
  public void subscribed(Event.Subscribed subscribed) {
    String id = subscribed.getFrameworkId().getValue();
    boolean save =
        configuration.getFrameworkIdRepository() != null && !keptId.equals(Optional.of(id));
    Event event =
        Event.newBuilder().setType(Event.Type.SUBSCRIBED).setSubscribed(subscribed).build();
    consumers.subscribed(event, save);
    if (save) {
      executor.execute(() -> save(id));
    }
    synchronized (this) {
      ready = true;
      waiting.flush(this::sendNow);
    }
    offers.subscribed();
  }

  /** Design rule 9: until the id is kept no event reaches a route. */
  private void save(String id) {
    try {
      configuration.getFrameworkIdRepository().save(session, id);
      keptId = Optional.of(id);
      consumers.release();
    } catch (Exception e) {
      client.close();
      over(new IllegalStateException("The framework id " + id + " could not be saved", e));
      consumers.release();
    }
  }

  @Override
  public void events(List<Event> inOrder) {
    List<Event> unwanted = consumers.dispatch(inOrder);
    if (!unwanted.isEmpty()) {
      refuse(unwanted);
    }
  }

  /**
   * An offer that nobody looks at goes back at once. An update is acknowledged if nobody will ever
   * look at it; a consumer that is only stopped gets it again later.
   */
  private void refuse(List<Event> unwanted) {
    Calls.decline(unwanted).ifPresent(this::sendQuietly);
    for (Event event : unwanted) {
      EventType type = EventType.of(event);
      if (type != null && type.isUpdate() && !consumers.knows(type)) {
        Calls.acknowledge(event).ifPresent(this::sendQuietly);
      }
    }
  }

  /** For what Mesos repeats if it gets lost. */
  void sendQuietly(Call call) {
    sendNow(call)
        .whenComplete(
            (sent, error) -> {
              if (error != null) {
                LOG.debug("mesos:{}: {} was not accepted", session, call.getType(), error);
              }
            });
  }

  @Override
  public void disconnected(MesosException why) {
    synchronized (this) {
      ready = false;
    }
    offers.unsubscribed();
    consumers.ended(Notice.of(EventType.DISCONNECTED, why));
  }

  @Override
  public void stopped(MesosException why) {
    over(why);
  }

  private void over(Exception why) {
    synchronized (this) {
      failure = why;
      ready = false;
    }
    offers.unsubscribed();
    waiting.fail(why);
    if (leaving) {
      LOG.info("mesos:{}: the framework is gone, as was asked: {}", session, why.getMessage());
    } else {
      LOG.error("mesos:{}: the session is over: {}", session, why.getMessage());
    }
    consumers.ended(Notice.of(EventType.STOPPED, why));
  }
}

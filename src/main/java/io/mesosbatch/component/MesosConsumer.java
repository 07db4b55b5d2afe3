package io.mesosbatch.component;

import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.LoggingExceptionHandler;

/** Makes exchanges of a session's events, one at a time and in order. */
@ManagedResource(description = "Managed MesosConsumer")
public class MesosConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {
  private final MesosEndpoint endpoint;
  private final MesosSession session;
  private final Set<EventType> types;
  private ExecutorService executor;
  private volatile EventQueue queue;
  private volatile boolean paused;
  private volatile boolean resting;
  private NewsRetry newsRetry;

  /** Of the last exchange; null if it did not fail. */
  private volatile Exception failure;

  public MesosConsumer(MesosEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    this.endpoint = endpoint;
    this.session = endpoint.session();
    this.types = endpoint.eventTypes();
  }

  @Override
  public MesosEndpoint getEndpoint() {
    return endpoint;
  }

  boolean takes(EventType type) {
    return types.contains(type);
  }

  /** Whether no other consumer of the session may do the same. */
  boolean owns(EventType type) {
    return takes(type) && (type.isOffer() || type.isUpdate() && endpoint.isAutoAcknowledge());
  }

  EventQueue queue() {
    return queue;
  }

  boolean isPaused() {
    return paused;
  }

  void setPaused(boolean paused) {
    this.paused = paused;
  }

  void setResting(boolean resting) {
    this.resting = resting;
  }

  boolean refusesOffers() {
    return paused || resting;
  }

  @ManagedAttribute(description = "How many events wait for the route")
  public int getWaitingEvents() {
    EventQueue present = queue;
    return present == null ? 0 : present.size();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    paused = false;
    resting = false;
    if (HealthCheckHelper.getHealthCheckRepository(
            endpoint.getCamelContext(), "consumers", HealthCheckRepository.class)
        != null) {
      MesosHealthCheck check =
          new MesosHealthCheck("consumer:mesos-" + getRouteId(), session, () -> failure);
      check.setEnabled(endpoint.getComponent().isHealthCheckConsumerEnabled());
      setHealthCheck(check);
    }
    executor = endpoint.createExecutor(this);
    queue =
        new EventQueue(
            executor,
            this::process,
            endpoint.isBatch() ? endpoint.getMaxBatch() : 1,
            endpoint.getQueueSize(),
            session::readingChanged);
    newsRetry = new NewsRetry(this, session, endpoint.getComponent().eventLoopGroup(), executor);
    session.start(this);
  }

  @Override
  protected void doSuspend() throws Exception {
    queue.suspend(true);
    session.pause(this, true);
    giveBack(queue.remove(notice -> notice.type().isOffer()));
  }

  @Override
  protected void doResume() throws Exception {
    session.pause(this, false);
    queue.suspend(false);
  }

  @Override
  protected void doStop() throws Exception {
    if (queue != null) {
      session.retire(this);
      giveBack(queue.close());
      endpoint.getCamelContext().getExecutorServiceManager().shutdownGraceful(executor);
      session.stop(this);
    }
    super.doStop();
  }

  @Override
  protected void doShutdown() throws Exception {
    session.consumers().remove(this);
    super.doShutdown();
  }

  void giveBack(List<Notice> notices) {
    Calls.decline(notices.stream().filter(n -> n.event() != null).map(Notice::event).toList())
        .ifPresent(session::sendQuietly);
  }

  @Override
  public boolean deferShutdown(ShutdownRunningTask task) {
    return false;
  }

  @Override
  public int getPendingExchangesSize() {
    return queue != null && queue.isBusy() ? 1 : 0;
  }

  @Override
  public void prepareShutdown(boolean suspendOnly, boolean forced) {}

  private boolean process(List<Notice> notices, Runnable next) {
    Notice first = notices.get(0);
    if (first.type() == EventType.STOPPED && !session.isLeaving() && newsRetry.isFirst()) {
      tellHandler(first.why());
    }
    if (!takes(first.type())) {
      return true;
    }
    Exchange exchange = createExchange(false);
    try {
      fill(exchange, notices);
    } catch (RuntimeException e) {
      exchange.setException(e);
      done(exchange, notices);
      return true;
    }
    return getAsyncProcessor()
        .process(
            exchange,
            doneSync -> {
              done(exchange, notices);
              if (!doneSync) {
                next.run();
              }
            });
  }

  private void fill(Exchange exchange, List<Notice> notices) {
    Notice first = notices.get(0);
    Message message = exchange.getIn();
    session.frameworkId().ifPresent(id -> message.setHeader(MesosConstants.FRAMEWORK_ID, id));
    if (first.event() == null) {
      message.setHeader(MesosConstants.EVENT_TYPE, first.type().name());
      message.setBody(first.why());
      return;
    }
    List<Event> events = notices.stream().map(Notice::event).toList();
    if (endpoint.isBatch()) {
      message.setHeader(MesosConstants.BATCH_SIZE, events.size());
      message.setBody(events);
    } else {
      message.setHeader(MesosConstants.EVENT_TYPE, first.type().name());
      EventHeaders.set(message, first.event());
      message.setBody(first.event());
    }
    exchange
        .getExchangeExtension()
        .addOnCompletion(new EventAnswer(session, events, endpoint.isAutoAcknowledge()));
  }

  private void done(Exchange exchange, List<Notice> notices) {
    failure = exchange.getException();
    try {
      if (failure == null) {
        newsRetry.worked();
      } else {
        newsRetry.failed(notices);
        handleException("Error processing exchange", exchange, exchange.getException());
      }
    } finally {
      releaseExchange(exchange, false);
    }
  }

  /** The session has logged it already; a handler of the application's own hears of it too. */
  private void tellHandler(Exception why) {
    if (!(getExceptionHandler() instanceof LoggingExceptionHandler)) {
      handleException("The session mesos:" + session.name() + " is over", why);
    }
  }
}

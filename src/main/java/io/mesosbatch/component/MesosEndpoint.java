package io.mesosbatch.component;

import io.mesosbatch.client.ClientState;
import io.mesosbatch.mesos.v1.scheduler.Call;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** Be a framework on Apache Mesos: take offers and updates, launch and kill tasks. */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "mesos",
    title = "Mesos",
    syntax = "mesos:name",
    category = {Category.CLOUD, Category.CONTAINER},
    headersClass = MesosConstants.class)
@ManagedResource(description = "Managed MesosEndpoint")
public class MesosEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {

  @UriPath
  @Metadata(required = true)
  private String name;

  @UriParam private MesosConfiguration configuration;

  @UriParam(label = "consumer")
  private String events;

  @UriParam(label = "consumer")
  private boolean batch;

  @UriParam(label = "consumer", defaultValue = "1000")
  private int maxBatch = 1000;

  @UriParam(label = "consumer,advanced", defaultValue = "10000")
  private int queueSize = 10_000;

  @UriParam(label = "consumer", defaultValue = "true")
  private boolean autoAcknowledge = true;

  @UriParam(
      label = "producer",
      enums =
          "ACCEPT,DECLINE,ACCEPT_INVERSE_OFFERS,DECLINE_INVERSE_OFFERS,REVIVE,SUPPRESS,KILL,"
              + "SHUTDOWN,ACKNOWLEDGE,ACKNOWLEDGE_OPERATION_STATUS,RECONCILE,RECONCILE_OPERATIONS,"
              + "MESSAGE,REQUEST,UPDATE_FRAMEWORK,TEARDOWN")
  private Call.Type operation;

  @UriParam(label = "producer")
  private Double refuseSeconds;

  public MesosEndpoint(String uri, MesosComponent component, String name) {
    super(uri, component);
    this.name = name;
  }

  @Override
  public MesosComponent getComponent() {
    return (MesosComponent) super.getComponent();
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    MesosConsumer consumer = new MesosConsumer(this, processor);
    configureConsumer(consumer);
    session().consumers().add(consumer);
    return consumer;
  }

  @Override
  public Producer createProducer() {
    return new MesosProducer(this);
  }

  /** Two routes may take different events of one session; what must not be shared is refused. */
  @Override
  public boolean isMultipleConsumersSupported() {
    return true;
  }

  @Override
  protected void doShutdown() throws Exception {
    session().options().leave(toString());
    super.doShutdown();
  }

  MesosSession session() {
    return getComponent().session(name);
  }

  ExecutorService createExecutor(Object source) {
    return getCamelContext()
        .getExecutorServiceManager()
        .newSingleThreadExecutor(source, "MesosConsumer[" + name + "]");
  }

  Set<EventType> eventTypes() {
    return EventType.parse(events);
  }

  /**
   * Begins a new session with the same endpoints, if the present one is over for good (its
   * consumers were told STOPPED). The framework id is asked for anew, from the
   * frameworkIdRepository. May block for some seconds.
   */
  @ManagedOperation(description = "Subscribes anew if the session is over")
  public void resubscribe() throws Exception {
    session().resubscribe();
  }

  @ManagedAttribute(description = "The phase of the session, for instance SUBSCRIBED")
  public String getSessionPhase() {
    return session().state().map(s -> s.phase().name()).orElse("NOT_STARTED");
  }

  @ManagedAttribute(description = "The master that the session is connected to, or tried last")
  public String getSessionMaster() {
    return session().state().flatMap(ClientState::master).map(Object::toString).orElse(null);
  }

  @ManagedAttribute(description = "The framework id of the session")
  public String getSessionFrameworkId() {
    return session().frameworkId().orElse(null);
  }

  @ManagedAttribute(description = "Why the last attempt or subscription of the session ended")
  public String getSessionLastError() {
    return session()
        .state()
        .flatMap(ClientState::lastError)
        .map(Exception::getMessage)
        .orElse(null);
  }

  @ManagedAttribute(description = "How many calls are sent but not yet answered")
  public int getSessionCallsInFlight() {
    return session().state().map(ClientState::callsInFlight).orElse(0);
  }

  public String getName() {
    return name;
  }

  /** The name of the session: all endpoints of one name share one subscription. */
  public void setName(String name) {
    this.name = name;
  }

  public MesosConfiguration getConfiguration() {
    return configuration;
  }

  public void setConfiguration(MesosConfiguration configuration) {
    this.configuration = configuration;
  }

  public String getEvents() {
    return events;
  }

  /**
   * The events to take, with commas between: SUBSCRIBED, OFFERS, INVERSE_OFFERS, RESCIND,
   * RESCIND_INVERSE_OFFER, UPDATE, UPDATE_OPERATION_STATUS, MESSAGE, FAILURE, and the component's
   * own DISCONNECTED and STOPPED. All of them if not set.
   */
  public void setEvents(String events) {
    this.events = events;
  }

  public boolean isBatch() {
    return batch;
  }

  /** Whether an exchange carries a list of all events that are there, instead of one event. */
  public void setBatch(boolean batch) {
    this.batch = batch;
  }

  public int getMaxBatch() {
    return maxBatch;
  }

  /** The most events in one exchange, when batch=true. */
  public void setMaxBatch(int maxBatch) {
    this.maxBatch = maxBatch;
  }

  public int getQueueSize() {
    return queueSize;
  }

  /**
   * How many events may wait for the route. When more wait, the session stops reading from the
   * master until half of them are processed.
   */
  public void setQueueSize(int queueSize) {
    this.queueSize = queueSize;
  }

  public boolean isAutoAcknowledge() {
    return autoAcknowledge;
  }

  /**
   * Whether an UPDATE or UPDATE_OPERATION_STATUS is acknowledged when its exchange completes. If
   * the exchange fails, it is not acknowledged, and the agent sends it again.
   */
  public void setAutoAcknowledge(boolean autoAcknowledge) {
    this.autoAcknowledge = autoAcknowledge;
  }

  public Call.Type getOperation() {
    return operation;
  }

  /** What to send, made from the body and the headers. Without it the body must be a Call. */
  public void setOperation(Call.Type operation) {
    this.operation = operation;
  }

  public Double getRefuseSeconds() {
    return refuseSeconds;
  }

  /**
   * For ACCEPT and DECLINE: for how many seconds the master keeps the refused resources from this
   * framework. The master's default (5) if not set.
   */
  public void setRefuseSeconds(Double refuseSeconds) {
    this.refuseSeconds = refuseSeconds;
  }
}

package io.mesosbatch.component;

import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.OfferFilters;
import io.mesosbatch.mesos.v1.scheduler.OfferConstraints;
import io.mesosbatch.wire.ContentType;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.support.jsse.SSLContextParameters;

/** The options of a session: where the master is, who the framework is, how patient to be. */
@UriParams
public class MesosConfiguration implements Cloneable {

  @UriParam
  @Metadata(important = true)
  private String master;

  @UriParam(defaultValue = "PROTOBUF", enums = "PROTOBUF,JSON")
  private ContentType contentType = ContentType.PROTOBUF;

  @UriParam private String frameworkName;
  @UriParam private String user;

  @UriParam(defaultValue = "*")
  private String roles = "*";

  @UriParam(defaultValue = "PARTITION_AWARE,TASK_KILLING_STATE,MULTI_ROLE,RESERVATION_REFINEMENT")
  private String capabilities =
      "PARTITION_AWARE,TASK_KILLING_STATE,MULTI_ROLE,RESERVATION_REFINEMENT";

  @UriParam(label = "security")
  private String principal;

  @UriParam(label = "security", secret = true)
  private String secret;

  @UriParam(label = "security")
  private SSLContextParameters sslContextParameters;

  @UriParam(javaType = "java.time.Duration", defaultValue = "7d")
  private long failoverTimeout = 7L * 24 * 60 * 60 * 1000;

  @UriParam(defaultValue = "true")
  private boolean checkpoint = true;

  @UriParam private String hostname;
  @UriParam private String webuiUrl;
  @UriParam private String labels;
  @UriParam private String frameworkId;
  @UriParam private FrameworkIdRepository frameworkIdRepository;
  @UriParam private boolean teardownOnStop;

  @UriParam(label = "advanced")
  private FrameworkInfo frameworkInfo;

  @UriParam(label = "advanced")
  private OfferConstraints offerConstraints;

  @UriParam(label = "advanced")
  private OfferFilters.MinAllocatableResources minAllocatableResources;

  @UriParam(label = "advanced", javaType = "java.time.Duration", defaultValue = "10s")
  private long connectTimeout = 10_000;

  @UriParam(label = "advanced", javaType = "java.time.Duration", defaultValue = "30s")
  private long subscribeTimeout = 30_000;

  @UriParam(label = "advanced", javaType = "java.time.Duration", defaultValue = "30s")
  private long callTimeout = 30_000;

  @UriParam(label = "advanced", javaType = "java.time.Duration", defaultValue = "10s")
  private long sendTimeout = 10_000;

  @UriParam(label = "advanced", defaultValue = "5")
  private int missedHeartbeats = 5;

  @UriParam(label = "advanced", javaType = "java.time.Duration", defaultValue = "200ms")
  private long initialBackoff = 200;

  @UriParam(label = "advanced", javaType = "java.time.Duration", defaultValue = "15s")
  private long maxBackoff = 15_000;

  @UriParam(label = "advanced", defaultValue = "268435456")
  private int maxEventSize = 268_435_456;

  @UriParam(label = "advanced", defaultValue = "1000")
  private int maxCallsInFlight = 1_000;

  @UriParam(label = "advanced", defaultValue = "10000")
  private int maxCallsQueued = 10_000;

  public String getMaster() {
    return master;
  }

  /**
   * Where the master is: HOST:PORT or an http or https URL; several with commas between, any of
   * which may lead; or zk://HOST:PORT,HOST:PORT/PATH, where ZooKeeper knows the leader.
   */
  public void setMaster(String master) {
    this.master = master;
  }

  public ContentType getContentType() {
    return contentType;
  }

  /** The encoding of calls and events. Protobuf is smaller and faster; JSON can be read. */
  public void setContentType(ContentType contentType) {
    this.contentType = contentType;
  }

  public String getFrameworkName() {
    return frameworkName;
  }

  /** The framework's name on the master's pages. The session's name if not set. */
  public void setFrameworkName(String frameworkName) {
    this.frameworkName = frameworkName;
  }

  public String getUser() {
    return user;
  }

  /**
   * The operating system's user under which tasks run, unless a task names another. The user of
   * this process if not set.
   */
  public void setUser(String user) {
    this.user = user;
  }

  public String getRoles() {
    return roles;
  }

  /** The roles whose resources the framework wants, with commas between. */
  public void setRoles(String roles) {
    this.roles = roles;
  }

  public String getCapabilities() {
    return capabilities;
  }

  /** The framework's capabilities (FrameworkInfo.Capability.Type), with commas between. */
  public void setCapabilities(String capabilities) {
    this.capabilities = capabilities;
  }

  public String getPrincipal() {
    return principal;
  }

  /** The principal: what the master authenticates (with a secret) and authorizes. */
  public void setPrincipal(String principal) {
    this.principal = principal;
  }

  public String getSecret() {
    return secret;
  }

  /** The secret of the principal, for HTTP basic authentication. */
  public void setSecret(String secret) {
    this.secret = secret;
  }

  public SSLContextParameters getSslContextParameters() {
    return sslContextParameters;
  }

  /** TLS towards the master, for a master that is given as an https URL. */
  public void setSslContextParameters(SSLContextParameters sslContextParameters) {
    this.sslContextParameters = sslContextParameters;
  }

  public long getFailoverTimeout() {
    return failoverTimeout;
  }

  /**
   * How long the master keeps the framework and its tasks while no scheduler is connected. Zero
   * makes a broken connection kill all tasks.
   */
  public void setFailoverTimeout(long failoverTimeout) {
    this.failoverTimeout = failoverTimeout;
  }

  public boolean isCheckpoint() {
    return checkpoint;
  }

  /** Whether tasks survive a restart of the agent that runs them. */
  public void setCheckpoint(boolean checkpoint) {
    this.checkpoint = checkpoint;
  }

  public String getHostname() {
    return hostname;
  }

  /** The scheduler's host name on the master's pages. */
  public void setHostname(String hostname) {
    this.hostname = hostname;
  }

  public String getWebuiUrl() {
    return webuiUrl;
  }

  /** The address of the framework's own page, linked from the master's. */
  public void setWebuiUrl(String webuiUrl) {
    this.webuiUrl = webuiUrl;
  }

  public String getLabels() {
    return labels;
  }

  /** The framework's labels in Mesos's text form: key:value;key:value. */
  public void setLabels(String labels) {
    this.labels = labels;
  }

  public String getFrameworkId() {
    return frameworkId;
  }

  /**
   * The id of a framework that is to go on. Without it, and without one in the repository, the
   * master makes a new framework.
   */
  public void setFrameworkId(String frameworkId) {
    this.frameworkId = frameworkId;
  }

  public FrameworkIdRepository getFrameworkIdRepository() {
    return frameworkIdRepository;
  }

  /**
   * Where the framework id is kept beyond the life of the process. It is saved before any event
   * reaches a route. Without it a restarted application is a new framework.
   */
  public void setFrameworkIdRepository(FrameworkIdRepository frameworkIdRepository) {
    this.frameworkIdRepository = frameworkIdRepository;
  }

  public boolean isTeardownOnStop() {
    return teardownOnStop;
  }

  /**
   * Whether the framework is torn down, and all its tasks killed, when the last consumer and
   * producer of the session stop. For one-shot programs only.
   */
  public void setTeardownOnStop(boolean teardownOnStop) {
    this.teardownOnStop = teardownOnStop;
  }

  public FrameworkInfo getFrameworkInfo() {
    return frameworkInfo;
  }

  /**
   * The whole FrameworkInfo, instead of all options that describe the framework. An id in the
   * options or the repository is put in where it has none.
   */
  public void setFrameworkInfo(FrameworkInfo frameworkInfo) {
    this.frameworkInfo = frameworkInfo;
  }

  public OfferConstraints getOfferConstraints() {
    return offerConstraints;
  }

  /** Constraints on agents' attributes: the master sends no offer that they exclude. */
  public void setOfferConstraints(OfferConstraints offerConstraints) {
    this.offerConstraints = offerConstraints;
  }

  public OfferFilters.MinAllocatableResources getMinAllocatableResources() {
    return minAllocatableResources;
  }

  /** The least resources that an offer must hold, for every role: smaller ones are not sent. */
  public void setMinAllocatableResources(
      OfferFilters.MinAllocatableResources minAllocatableResources) {
    this.minAllocatableResources = minAllocatableResources;
  }

  public long getConnectTimeout() {
    return connectTimeout;
  }

  /** How long to wait for a connection to the master to be made. */
  public void setConnectTimeout(long connectTimeout) {
    this.connectTimeout = connectTimeout;
  }

  public long getSubscribeTimeout() {
    return subscribeTimeout;
  }

  /** How long to wait from the connection to the SUBSCRIBED event. */
  public void setSubscribeTimeout(long subscribeTimeout) {
    this.subscribeTimeout = subscribeTimeout;
  }

  public long getCallTimeout() {
    return callTimeout;
  }

  /** How long to wait for the answer to a call. */
  public void setCallTimeout(long callTimeout) {
    this.callTimeout = callTimeout;
  }

  public long getSendTimeout() {
    return sendTimeout;
  }

  /**
   * How long a call waits for a subscription while there is none. A call about offers does not
   * wait: without a subscription its offers are void. Zero: no call waits.
   */
  public void setSendTimeout(long sendTimeout) {
    this.sendTimeout = sendTimeout;
  }

  public int getMissedHeartbeats() {
    return missedHeartbeats;
  }

  /** After how many heartbeat intervals of silence the connection counts as dead. */
  public void setMissedHeartbeats(int missedHeartbeats) {
    this.missedHeartbeats = missedHeartbeats;
  }

  public long getInitialBackoff() {
    return initialBackoff;
  }

  /** About how long to wait before the second attempt to subscribe; it doubles with each. */
  public void setInitialBackoff(long initialBackoff) {
    this.initialBackoff = initialBackoff;
  }

  public long getMaxBackoff() {
    return maxBackoff;
  }

  /** The longest wait between two attempts to subscribe. */
  public void setMaxBackoff(long maxBackoff) {
    this.maxBackoff = maxBackoff;
  }

  public int getMaxEventSize() {
    return maxEventSize;
  }

  /** The longest event that is accepted, in bytes. */
  public void setMaxEventSize(int maxEventSize) {
    this.maxEventSize = maxEventSize;
  }

  public int getMaxCallsInFlight() {
    return maxCallsInFlight;
  }

  /** How many calls may be sent before the first is answered. */
  public void setMaxCallsInFlight(int maxCallsInFlight) {
    this.maxCallsInFlight = maxCallsInFlight;
  }

  public int getMaxCallsQueued() {
    return maxCallsQueued;
  }

  /** How many calls may wait to be sent; then sending blocks. */
  public void setMaxCallsQueued(int maxCallsQueued) {
    this.maxCallsQueued = maxCallsQueued;
  }

  MesosConfiguration copy() {
    try {
      return (MesosConfiguration) clone();
    } catch (CloneNotSupportedException e) {
      throw new RuntimeCamelException(e);
    }
  }
}

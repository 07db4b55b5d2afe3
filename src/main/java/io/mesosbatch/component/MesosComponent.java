package io.mesosbatch.component;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.util.concurrent.CamelThreadFactory;

/** The component {@code mesos}; keeps one {@link MesosSession} a name. */
@Component("mesos")
public class MesosComponent extends HealthCheckComponent implements SSLContextParametersAware {
  private final ConcurrentMap<String, MesosSession> sessions = new ConcurrentHashMap<>();
  private EventLoopGroup eventLoopGroup;
  private ExecutorService callbacks;

  @Metadata private MesosConfiguration configuration = new MesosConfiguration();

  @Metadata(label = "security", defaultValue = "false")
  private boolean useGlobalSslContextParameters;

  public MesosComponent() {}

  public MesosComponent(CamelContext context) {
    super(context);
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    if (remaining == null || remaining.isBlank()) {
      throw new IllegalArgumentException("mesos:NAME wants the name of a session: " + uri);
    }
    Map<String, Object> connection = connectionOptions(parameters);
    MesosEndpoint endpoint = new MesosEndpoint(uri, this, remaining);
    endpoint.setConfiguration(configuration.copy());
    setProperties(endpoint, parameters);
    session(remaining).options().join(endpoint.toString(), connection);
    return endpoint;
  }

  /** Those of an endpoint's parameters that describe the session. */
  private Map<String, Object> connectionOptions(Map<String, Object> parameters) {
    Map<String, Object> known = new HashMap<>();
    PluginHelper.getBeanIntrospection(getCamelContext())
        .getProperties(new MesosConfiguration(), known, null);
    Map<String, Object> options = new HashMap<>();
    parameters.forEach(
        (name, value) -> {
          String key = SessionOptions.key(name);
          if (known.keySet().stream().anyMatch(k -> SessionOptions.key(k).equals(key))) {
            options.put(name, value);
          }
        });
    return options;
  }

  MesosSession session(String name) {
    return sessions.computeIfAbsent(name, n -> new MesosSession(n, this));
  }

  /** The component's configuration, overridden by what endpoints say. */
  MesosConfiguration configurationOf(Map<String, Object> endpointOptions) throws Exception {
    MesosConfiguration merged = configuration.copy();
    setProperties(getCamelContext(), merged, new HashMap<>(endpointOptions));
    return merged;
  }

  Optional<SslContext> sslContext(MesosConfiguration merged) throws Exception {
    SSLContextParameters parameters = merged.getSslContextParameters();
    if (parameters == null) {
      parameters = retrieveGlobalSslContextParameters();
    }
    return parameters == null
        ? Optional.empty()
        : Optional.of(ClientTls.of(parameters, getCamelContext()));
  }

  /** One thread for the connections of all sessions. */
  synchronized EventLoopGroup eventLoopGroup() {
    if (eventLoopGroup == null) {
      String pattern = getCamelContext().getExecutorServiceManager().getThreadNamePattern();
      eventLoopGroup =
          new NioEventLoopGroup(1, new CamelThreadFactory(pattern, "MesosEventLoop", true));
    }
    return eventLoopGroup;
  }

  /** Where routes go on after a call: never on the event loop. */
  synchronized ExecutorService callbacks() {
    if (callbacks == null) {
      callbacks =
          getCamelContext().getExecutorServiceManager().newCachedThreadPool(this, "MesosProducer");
    }
    return callbacks;
  }

  ExecutorService createExecutor(Object source, String session) {
    return getCamelContext()
        .getExecutorServiceManager()
        .newSingleThreadExecutor(source, "MesosSession[" + session + "]");
  }

  @Override
  protected void doStop() throws Exception {
    sessions.values().forEach(MesosSession::close);
    super.doStop();
  }

  @Override
  protected synchronized void doShutdown() throws Exception {
    if (eventLoopGroup != null) {
      eventLoopGroup.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
      eventLoopGroup = null;
    }
    if (callbacks != null) {
      getCamelContext().getExecutorServiceManager().shutdownGraceful(callbacks);
      callbacks = null;
    }
    sessions.clear();
    super.doShutdown();
  }

  public MesosConfiguration getConfiguration() {
    return configuration;
  }

  /** The options that all sessions have in common. */
  public void setConfiguration(MesosConfiguration configuration) {
    this.configuration = configuration;
  }

  @Override
  public boolean isUseGlobalSslContextParameters() {
    return useGlobalSslContextParameters;
  }

  /** Whether to use the Camel context's TLS parameters. */
  @Override
  public void setUseGlobalSslContextParameters(boolean useGlobalSslContextParameters) {
    this.useGlobalSslContextParameters = useGlobalSslContextParameters;
  }
}

package io.mesosbatch.component;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;

/**
 * Camel's TLS parameters as a Netty context. The engines are Camel's own, because Netty's would
 * undo the protocols and cipher suites that the parameters choose; and they check the master's host
 * name, which neither does by itself.
 */
final class ClientTls extends SslContext {
  private final SSLContext context;

  private ClientTls(SSLContext context) {
    this.context = context;
  }

  static SslContext of(SSLContextParameters parameters, CamelContext camel)
      throws GeneralSecurityException, IOException {
    return new ClientTls(parameters.createSSLContext(camel));
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
    SSLEngine engine = context.createSSLEngine(host, port);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    engine.setUseClientMode(true);
    return engine;
  }

  /** Without a name there is nothing to check a certificate against. */
  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator) {
    throw new UnsupportedOperationException("A TLS connection wants the master's host name");
  }

  @Override
  public boolean isClient() {
    return true;
  }

  @Override
  public List<String> cipherSuites() {
    return List.of(context.getDefaultSSLParameters().getCipherSuites());
  }

  @Override
  @SuppressWarnings("deprecation") // the only way to say that no protocol is negotiated
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return List::of;
  }

  @Override
  public SSLSessionContext sessionContext() {
    return context.getClientSessionContext();
  }
}

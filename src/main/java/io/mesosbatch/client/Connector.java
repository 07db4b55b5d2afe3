package io.mesosbatch.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** Opens connections to masters, all on one event loop. */
final class Connector {
  private static final int MAX_LINE = 4096;
  private static final int MAX_HEADERS = 64 * 1024;
  private static final int MAX_CHUNK_PIECE = 1024 * 1024;

  private final EventLoop loop;
  private final int timeoutMillis;
  private final Optional<SslContext> ssl;

  Connector(EventLoop loop, Timing timing, Optional<SslContext> ssl) {
    this.loop = loop;
    this.timeoutMillis = (int) Math.min(timing.connect().toMillis(), Integer.MAX_VALUE);
    this.ssl = ssl;
  }

  EventLoop loop() {
    return loop;
  }

  /** Begins to connect; the handler sees the HTTP messages. */
  ChannelFuture connect(MasterAddress master, ChannelHandler handler) {
    return new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) throws SSLException {
                if (master.https()) {
                  channel.pipeline().addLast(tls(channel, master));
                }
                channel
                    .pipeline()
                    .addLast(new HttpClientCodec(MAX_LINE, MAX_HEADERS, MAX_CHUNK_PIECE))
                    .addLast(handler);
              }
            })
        .connect(master.host(), master.port());
  }

  private SslHandler tls(Channel channel, MasterAddress master) throws SSLException {
    SslContext context = ssl.isPresent() ? ssl.get() : SslContextBuilder.forClient().build();
    SslHandler handler = context.newHandler(channel.alloc(), master.host(), master.port());
    SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    handler.engine().setSSLParameters(parameters);
    handler.setHandshakeTimeoutMillis(timeoutMillis);
    return handler;
  }
}

package io.mesosbatch.local.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An HTTP/1.1 server on 127.0.0.1 and nowhere else. */
public final class HttpServer implements AutoCloseable {
  private static final int MAX_BODY = 256 << 20;

  private final Channel channel;
  private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param port 0: any free one
   * @throws UncheckedIOException if the port is taken
   */
  public HttpServer(EventLoopGroup group, int port, HttpHandler handler) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel child) {
                    connections.add(child);
                    if (closed) { // accepted just before
                      child.close();
                      return;
                    }
                    child
                        .pipeline()
                        .addLast(new HttpRequestDecoder(4096, 65536, 65536))
                        .addLast(new HttpConnection(handler, MAX_BODY))
                        .addLast(new Forget());
                  }
                });
    InetSocketAddress address = new InetSocketAddress(loopback(), port);
    channel = bind(bootstrap, address);
  }

  /**
   * As the constructor, on a port that a server of this JVM has just left: its socket is closed by
   * the selector, which may come a moment after {@link #close} has returned.
   *
   * @throws UncheckedIOException if the port is still taken after five seconds
   */
  public static HttpServer succeeding(EventLoopGroup group, int port, HttpHandler handler) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (true) {
      try {
        return new HttpServer(group, port, handler);
      } catch (UncheckedIOException taken) {
        if (System.nanoTime() - end > 0) {
          throw taken;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static Channel bind(ServerBootstrap bootstrap, InetSocketAddress address) {
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      BindException why =
          new BindException(
              "cannot listen on "
                  + address.getAddress().getHostAddress()
                  + ":"
                  + address.getPort()
                  + ": "
                  + bound.cause().getMessage());
      throw new UncheckedIOException(why);
    }
    return bound.channel();
  }

  private final class Forget extends ChannelInboundHandlerAdapter {
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      connections.remove(ctx.channel());
    }
  }

  /** The port in use. */
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** Stops listening and cuts all connections. */
  @Override
  public void close() {
    closed = true;
    channel.close().awaitUninterruptibly();
    connections.forEach(Channel::close);
  }
}

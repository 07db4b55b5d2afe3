package io.mesosbatch.benchmarks;

import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.RecordIo;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;

/** Accepts every subscription and every call, and does nothing else. */
final class AcceptingMaster implements AutoCloseable {
  private final NioEventLoopGroup group = new NioEventLoopGroup(1);
  private final Channel server;

  AcceptingMaster() throws InterruptedException {
    server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 20))
                        .addLast(new Accept());
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  @Override
  public void close() {
    group.shutdownGracefully().syncUninterruptibly();
  }

  private static final class Accept extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      if (!request.headers().contains("Mesos-Stream-Id")) {
        subscribe(context, request.headers().get("Content-Type"));
        return;
      }
      HttpResponse accepted =
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.ACCEPTED);
      accepted.headers().set("Content-Length", 0);
      context.write(accepted, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    private static void subscribe(ChannelHandlerContext context, String type) {
      HttpResponse ok = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
      ok.headers()
          .set("Content-Type", type)
          .set("Transfer-Encoding", "chunked")
          .set("Mesos-Stream-Id", "stream");
      Event.Builder event = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
      event.getSubscribedBuilder().setHeartbeatIntervalSeconds(3600);
      event.getSubscribedBuilder().getFrameworkIdBuilder().setValue("framework");
      byte[] body = ContentType.parse(type).orElseThrow().encode(event.build());
      ByteBuf record = Unpooled.wrappedBuffer(RecordIo.frame(body));
      context.write(ok);
      context.write(new DefaultHttpContent(record));
    }
  }
}

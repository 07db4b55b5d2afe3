package io.mesosbatch.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpServerTest {
  private final NioEventLoopGroup group = new NioEventLoopGroup(1);
  private final BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
  private final HttpServer server = new HttpServer(group, 0, exchanges::add);

  @AfterEach
  void stop() {
    server.close();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getByName("127.0.0.1"), server.port());
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: x\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /** Up to and with the given text. */
  private static String readTo(Socket socket, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (text.indexOf(end) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new AssertionError("ended with " + text);
      }
      text.append((char) next);
    }
    return text.toString();
  }

  @Test
  void answersGoOutInTheOrderOfTheRequests() throws Exception {
    try (Socket socket = connect()) {
      send(socket, post("/1", "one") + post("/2", "two") + post("/3?a=b", ""));
      Exchange first = exchanges.take();
      Exchange second = exchanges.take();
      Exchange third = exchanges.take();
      assertThat(new String(second.body(), StandardCharsets.UTF_8)).isEqualTo("two");
      assertThat(third.path()).isEqualTo("/3");
      assertThat(third.parameter("a")).contains("b");
      third.reply(Reply.text("200 OK", "answer 3"));
      second.reply(Reply.text("200 OK", "answer 2"));
      first.reply(Reply.text("200 OK", "answer 1"));
      String all = readTo(socket, "answer 3");
      assertThat(all).containsSubsequence("answer 1", "answer 2", "answer 3");
    }
  }

  @Test
  void aStreamThatBeginsAfterThePeerHasGoneIsClosed() throws Exception {
    Exchange left;
    try (Socket socket = connect()) {
      send(socket, post("/1", "one"));
      left = exchanges.take();
      socket.setSoLinger(true, 0);
    }
    // One thread serves both connections: when this one is answered, it has seen the other's end.
    try (Socket another = connect()) {
      send(another, post("/2", "two"));
      exchanges.take().reply(Reply.ACCEPTED);
      readTo(another, "\r\n\r\n");
    }
    CountDownLatch told = new CountDownLatch(1);
    left.stream(List.of()).onClose(told::countDown);
    assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aRequestMayComeByteByByte() throws Exception {
    try (Socket socket = connect()) {
      socket.setTcpNoDelay(true);
      for (char c : post("/slow", "body").toCharArray()) {
        send(socket, String.valueOf(c));
      }
      Exchange exchange = exchanges.take();
      assertThat(new String(exchange.body(), StandardCharsets.UTF_8)).isEqualTo("body");
      exchange.reply(Reply.ACCEPTED);
      String head = readTo(socket, "\r\n\r\n");
      assertThat(head)
          .matches(
              "HTTP/1.1 202 Accepted\r\nDate: \\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT"
                  + "\r\nContent-Length: 0\r\n\r\n");
    }
  }

  @Test
  void aChunkedRequestBodyIsPutTogether() throws Exception {
    try (Socket socket = connect()) {
      send(
          socket,
          "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
      assertThat(new String(exchanges.take().body(), StandardCharsets.UTF_8)).isEqualTo("abcde");
    }
  }

  @Test
  void aStreamSendsChunksUntilItEnds() throws Exception {
    try (Socket socket = connect()) {
      send(socket, post("/", ""));
      CountDownLatch closed = new CountDownLatch(1);
      ChunkedStream stream = exchanges.take().stream(List.of("Content-Type: text/plain"));
      stream.onClose(closed::countDown);
      stream.write("hello".getBytes(StandardCharsets.UTF_8));
      assertThat(readTo(socket, "5\r\nhello\r\n")).contains("Transfer-Encoding: chunked");
      stream.end();
      stream.write("more".getBytes(StandardCharsets.UTF_8));
      assertThat(readTo(socket, "0\r\n\r\n")).isEqualTo("0\r\n\r\n");
      closed.await();

      send(socket, post("/next", ""));
      exchanges.take().reply(Reply.OK);
      assertThat(readTo(socket, "\r\n\r\n")).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void aPeerThatGoesIsNoticed() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (Socket socket = connect()) {
      send(socket, post("/", ""));
      exchanges.take().stream(List.of()).onClose(closed::countDown);
      readTo(socket, "\r\n\r\n");
    }
    closed.await();
  }

  @Test
  void connectionCloseIsHonoured() throws Exception {
    try (Socket socket = connect()) {
      send(socket, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      exchanges.take().reply(Reply.text("200 OK", "bye"));
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(all).endsWith("bye");
    }
  }

  @Test
  void whatIsNotHttpIsRefused() throws Exception {
    try (Socket socket = connect()) {
      send(socket, "\u0001\u0002 what\r\n\r\n");
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(all).startsWith("HTTP/1.1 400 Bad Request");
    }
  }

  @Test
  void thousandsOfPipelinedRequestsAreAllAnswered() throws Exception {
    int count = 10_000;
    Thread answering =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < count; i++) {
                  Exchange exchange = exchanges.take();
                  exchange.reply(Reply.text("200 OK", exchange.path()));
                }
              } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
              }
            });
    answering.start();
    try (Socket socket = connect()) {
      Thread sending =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < count; i++) {
                    send(socket, post("/" + i, ""));
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      sending.start();
      for (int i = 0; i < count; i++) {
        readTo(socket, "\r\n\r\n/" + i);
      }
      sending.join();
    }
    answering.join();
  }

  @Test
  void anotherSucceedsOnTheSamePort() throws Exception {
    int port = server.port();
    HttpServer next = server;
    for (int i = 0; i < 300; i++) {
      try (Socket client = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
        next.close();
        next = HttpServer.succeeding(group, port, exchanges::add);
        assertThat(isCut(client)).as("the old connection").isTrue();
      }
    }
    next.close();
  }

  private static boolean isCut(Socket client) throws IOException {
    try {
      return client.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true; // not yet accepted
    }
  }
}

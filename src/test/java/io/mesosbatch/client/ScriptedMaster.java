package io.mesosbatch.client;

import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.RecordIo;
import io.mesosbatch.wire.WireException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;

/** A server that does what a test tells it, byte for byte. */
final class ScriptedMaster implements AutoCloseable {
  static final String OK_202 = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
  static final int WAIT_SECONDS = 20;

  /** What to do with one request. Afterwards the next request on the connection is read. */
  interface Script {
    void answer(Exchange exchange) throws Exception;
  }

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Deque<Script> subscribes = new ArrayDeque<>();
  private final BlockingQueue<Exchange> seen = new LinkedBlockingQueue<>();
  private volatile Script calls = exchange -> exchange.send(OK_202);

  ScriptedMaster() throws IOException {
    this(ServerSocketFactory.getDefault());
  }

  ScriptedMaster(ServerSocketFactory factory) throws IOException {
    server = factory.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread thread = new Thread(this::accept, "scripted-master");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  MasterDetector detector() {
    return MasterDetector.parse("127.0.0.1:" + port());
  }

  /** For each SUBSCRIBE the next of the scripts; the last one again and again. */
  ScriptedMaster onSubscribe(Script... scripts) {
    synchronized (subscribes) {
      subscribes.addAll(List.of(scripts));
    }
    return this;
  }

  ScriptedMaster onCall(Script script) {
    calls = script;
    return this;
  }

  /** The next request that has come in. */
  Exchange next() throws InterruptedException {
    Exchange exchange = seen.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    if (exchange == null) {
      throw new AssertionError("no request came");
    }
    return exchange;
  }

  /** The next request of this type. */
  Exchange next(Call.Type type) throws Exception {
    Exchange exchange = next();
    while (exchange.call().getType() != type) {
      exchange = next();
    }
    return exchange;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    for (int n = 0; !server.isClosed(); n++) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        int number = n;
        Thread thread = new Thread(() -> serve(socket, number), "scripted-connection-" + n);
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      InputStream in = socket.getInputStream();
      for (Exchange e = read(in, socket, number); e != null; e = read(in, socket, number)) {
        seen.add(e);
        script(e).answer(e);
      }
    } catch (Exception e) {
      // The client or the test has closed the connection.
      return;
    }
  }

  private Script script(Exchange exchange) throws WireException {
    if (exchange.call().getType() != Call.Type.SUBSCRIBE) {
      return calls;
    }
    synchronized (subscribes) {
      return subscribes.size() > 1 ? subscribes.remove() : subscribes.peek();
    }
  }

  private static Exchange read(InputStream in, Socket socket, int number) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return null;
      }
      head.write(b);
    }
    String[] lines = head.toString(StandardCharsets.ISO_8859_1).split("\r\n");
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 1; i < lines.length; i++) {
      headers.put(lines[i].split(": ", 2)[0], lines[i].split(": ", 2)[1]);
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.get("content-length")));
    return new Exchange(socket, number, lines[0], headers, body);
  }

  /** One request, and the means to answer it. */
  record Exchange(
      Socket socket, int connection, String line, Map<String, String> headers, byte[] body) {

    ContentType type() {
      return ContentType.parse(headers.get("Content-Type")).orElseThrow();
    }

    Call call() throws WireException {
      Call.Builder call = Call.newBuilder();
      type().decode(body, 0, body.length, call);
      return call.build();
    }

    void send(String text) throws IOException {
      send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    }

    void answer(int status, String words) throws IOException {
      send(
          "HTTP/1.1 "
              + status
              + " Something\r\nContent-Type: text/plain; charset=utf-8\r\n"
              + "Content-Length: "
              + words.getBytes(StandardCharsets.UTF_8).length
              + "\r\n\r\n"
              + words);
    }

    void redirect(String location) throws IOException {
      send(
          "HTTP/1.1 307 Temporary Redirect\r\nLocation: "
              + location
              + "\r\nContent-Length: 0\r\n\r\n");
    }

    /** The headers of an accepted subscription. */
    void accept(String streamId) throws IOException {
      send(
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nMesos-Stream-Id: "
              + streamId
              + "\r\nContent-Type: "
              + type().mediaType()
              + "\r\n\r\n");
    }

    /** Events in one chunk. */
    void events(Event... events) throws IOException {
      ByteArrayOutputStream records = new ByteArrayOutputStream();
      for (Event event : events) {
        records.write(RecordIo.frame(type().encode(event)));
      }
      chunk(records.toByteArray());
    }

    void chunk(byte[] bytes) throws IOException {
      ByteArrayOutputStream chunk = new ByteArrayOutputStream();
      chunk.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      chunk.write(bytes);
      chunk.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      send(chunk.toByteArray());
    }

    /** Headers, then SUBSCRIBED with this framework id. */
    void subscribe(String streamId, String frameworkId, double heartbeatSeconds)
        throws IOException {
      accept(streamId);
      events(Events.subscribed(frameworkId, heartbeatSeconds));
    }

    void close() throws IOException {
      socket.close();
    }
  }

  /** Events as a master makes them. */
  static final class Events {
    private Events() {}

    static Event subscribed(String frameworkId, double heartbeatSeconds) {
      return Event.newBuilder()
          .setType(Event.Type.SUBSCRIBED)
          .setSubscribed(
              Event.Subscribed.newBuilder()
                  .setFrameworkId(FrameworkID.newBuilder().setValue(frameworkId))
                  .setHeartbeatIntervalSeconds(heartbeatSeconds))
          .build();
    }

    static Event heartbeat() {
      return Event.newBuilder().setType(Event.Type.HEARTBEAT).build();
    }

    static Event error(String message) {
      return Event.newBuilder()
          .setType(Event.Type.ERROR)
          .setError(Event.Error.newBuilder().setMessage(message))
          .build();
    }

    static Event rescind(String offer) {
      Event.Builder event = Event.newBuilder().setType(Event.Type.RESCIND);
      event.getRescindBuilder().getOfferIdBuilder().setValue(offer);
      return event.build();
    }

    static List<String> offers(List<Event> events) {
      List<String> offers = new ArrayList<>();
      events.forEach(e -> offers.add(e.getRescind().getOfferId().getValue()));
      return offers;
    }
  }
}

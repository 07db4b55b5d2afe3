package io.mesosbatch.component;

import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.RecordIo;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ServerSocketFactory;

/** A master that accepts everything and does nothing, except what a test tells it. */
final class FakeMaster implements AutoCloseable {
  static final String FRAMEWORK = "framework-1";
  private static final int WAIT_SECONDS = 20;

  private record Stream(Socket socket, ContentType type) {}

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Call> unseen = new LinkedBlockingQueue<>();
  private final java.util.Queue<Call> calls = new java.util.concurrent.ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private volatile Stream stream;
  private volatile Predicate<Call> refused = call -> false;
  private volatile String authorization;
  private volatile double heartbeatSeconds = 15;

  FakeMaster() throws IOException {
    this(ServerSocketFactory.getDefault());
  }

  FakeMaster(ServerSocketFactory factory) throws IOException {
    server = factory.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    thread(this::accept);
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Calls that match get 400. */
  void refuse(Predicate<Call> which) {
    refused = which;
  }

  /** From the next subscription on, announces this interval and sends heartbeats in it. */
  void heartbeat(long millis) {
    heartbeatSeconds = millis / 1000.0;
    Event heartbeat = Event.newBuilder().setType(Event.Type.HEARTBEAT).build();
    timer.scheduleAtFixedRate(
        () -> {
          try {
            if (stream != null) {
              push(heartbeat);
            }
          } catch (IOException closed) {
            timer.shutdown();
          }
        },
        millis,
        millis,
        TimeUnit.MILLISECONDS);
  }

  /** The Authorization header of the last call. */
  String authorization() {
    return authorization;
  }

  /** Waits for the next call of this type; those before it are passed over. */
  Call next(Call.Type type) throws InterruptedException {
    while (true) {
      Call call = unseen.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      if (call == null) {
        throw new AssertionError(
            "no " + type + " came, only " + calls.stream().map(Call::getType).toList());
      }
      if (call.getType() == type) {
        return call;
      }
    }
  }

  /** All calls of this type so far. */
  List<Call> calls(Call.Type type) {
    return calls.stream().filter(c -> c.getType() == type).toList();
  }

  /** Sends events on the newest subscription. */
  void push(Event... events) throws IOException {
    push(stream, events);
  }

  private static void push(Stream stream, Event... events) throws IOException {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (Event event : events) {
      records.write(RecordIo.frame(stream.type.encode(event)));
    }
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.write(ascii(Integer.toHexString(records.size()) + "\r\n"));
    records.writeTo(chunk);
    chunk.write(ascii("\r\n"));
    send(stream.socket, chunk.toByteArray());
  }

  void breakStream() throws IOException {
    stream.socket.close();
  }

  @Override
  public void close() throws IOException {
    timer.shutdownNow();
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() throws IOException {
    while (!server.isClosed()) {
      Socket socket = server.accept();
      sockets.add(socket);
      thread(() -> serve(socket));
    }
  }

  private void serve(Socket socket) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    for (String head = head(in); head != null; head = head(in)) {
      Map<String, String> headers = headers(head);
      byte[] body = in.readNBytes(Integer.parseInt(headers.get("content-length")));
      ContentType type = ContentType.parse(headers.get("content-type")).orElseThrow();
      Call.Builder call = Call.newBuilder();
      type.decode(body, 0, body.length, call);
      authorization = headers.get("authorization");
      answer(socket, type, call.build());
    }
  }

  private void answer(Socket socket, ContentType type, Call call) throws IOException {
    if (refused.test(call)) {
      send(
          socket,
          ascii(
              "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\n"
                  + "refused"));
    } else if (call.getType() == Call.Type.SUBSCRIBE) {
      send(
          socket,
          ascii(
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nMesos-Stream-Id: s"
                  + calls(Call.Type.SUBSCRIBE).size()
                  + "\r\nContent-Type: "
                  + type.mediaType()
                  + "\r\n\r\n"));
      Stream fresh = new Stream(socket, type);
      push(fresh, subscribed(call));
      stream = fresh;
      note(call);
    } else {
      note(call);
      send(socket, ascii("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"));
    }
  }

  private void note(Call call) {
    calls.add(call);
    unseen.add(call);
  }

  private Event subscribed(Call call) {
    FrameworkID id =
        call.hasFrameworkId()
            ? call.getFrameworkId()
            : FrameworkID.newBuilder().setValue(FRAMEWORK).build();
    return Event.newBuilder()
        .setType(Event.Type.SUBSCRIBED)
        .setSubscribed(
            Event.Subscribed.newBuilder()
                .setFrameworkId(id)
                .setHeartbeatIntervalSeconds(heartbeatSeconds))
        .build();
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        return null;
      }
      head.append((char) b);
    }
    return head.toString();
  }

  private static Map<String, String> headers(String head) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    head.lines()
        .skip(1)
        .filter(line -> line.contains(": "))
        .forEach(line -> headers.put(line.split(": ", 2)[0], line.split(": ", 2)[1]));
    return headers;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void send(Socket socket, byte[] bytes) throws IOException {
    synchronized (socket) {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void thread(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                return;
              }
            },
            "fake-master");
    thread.setDaemon(true);
    thread.start();
  }
}

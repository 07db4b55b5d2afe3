package io.mesosbatch.functional;

import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.wire.ContentType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A TCP proxy that keeps what a framework has said to its master. */
final class RecordingProxy implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final InetSocketAddress target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<ByteArrayOutputStream> said = new CopyOnWriteArrayList<>();

  RecordingProxy(InetSocketAddress target) throws IOException {
    this.target = target;
    thread(this::accept);
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** All calls so far, connection by connection. */
  List<Call> calls(ContentType type) throws IOException {
    List<Call> calls = new ArrayList<>();
    for (ByteArrayOutputStream connection : said) {
      byte[] bytes = connection.toByteArray();
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      for (int head = 0; head < bytes.length; ) {
        int body = text.indexOf("\r\n\r\n", head) + 4;
        String headers = text.substring(head, body).toLowerCase(java.util.Locale.ROOT);
        int at = headers.indexOf("content-length: ");
        int length =
            at < 0 ? 0 : Integer.parseInt(headers.substring(at + 16, headers.indexOf('\r', at)));
        if (length > 0 && headers.contains("/api/v1/scheduler")) {
          Call.Builder call = Call.newBuilder();
          type.decode(bytes, body, length, call);
          calls.add(call.build());
        }
        head = body + length;
      }
    }
    return calls;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket master = new Socket();
        master.connect(target);
        sockets.add(client);
        sockets.add(master);
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        said.add(record);
        thread(() -> pump(client, master, record));
        thread(() -> pump(master, client, OutputStream.nullOutputStream()));
      }
    } catch (IOException closed) {
      // It is the end.
    }
  }

  private static void pump(Socket from, Socket to, OutputStream record) {
    byte[] buffer = new byte[8192];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        record.write(buffer, 0, n);
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException ended) {
      // By one side.
    }
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "recording-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}

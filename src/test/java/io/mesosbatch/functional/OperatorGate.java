package io.mesosbatch.functional;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Stands before a master and lets nobody but frameworks through: the operator API is answered with
 * a refusal.
 */
final class OperatorGate implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final InetSocketAddress master;
  private final byte[] refusal;

  /**
   * @param status code and words, for example {@code 403 Forbidden}
   */
  OperatorGate(InetSocketAddress master, String status) throws IOException {
    this.master = master;
    String answer = "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    this.refusal = answer.getBytes(StandardCharsets.US_ASCII);
    thread(this::accept);
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        thread(() -> serve(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket behind = new Socket()) {
      InputStream in = client.getInputStream();
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int c = in.read(); c >= 0; c = in.read()) {
        line.write(c);
        if (c == '\n') {
          break;
        }
      }
      if (line.toString(StandardCharsets.US_ASCII).contains(" /api/v1 ")) {
        // All of the request, or the refusal may be lost in a reset.
        while (!client.isInputShutdown() && in.available() > 0) {
          in.skipNBytes(in.available());
        }
        client.getOutputStream().write(refusal);
        client.shutdownOutput();
        in.transferTo(OutputStream.nullOutputStream());
        return;
      }
      behind.connect(master);
      behind.getOutputStream().write(line.toByteArray());
      thread(() -> pump(behind, client));
      in.transferTo(behind.getOutputStream());
    } catch (IOException ended) {
      // By one side.
    }
  }

  private static void pump(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException ended) {
      // By one side.
    }
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "operator-gate");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

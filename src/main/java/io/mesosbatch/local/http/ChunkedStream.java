package io.mesosbatch.local.http;

import java.util.ArrayList;
import java.util.List;

/** A response body without a foreseen end. Safe for any thread. */
public final class ChunkedStream {
  private final HttpConnection connection;
  private final List<String> headers;
  private List<byte[]> waiting = new ArrayList<>();
  private boolean writing;
  private boolean ended;
  private boolean closed;
  private Runnable onClose;

  ChunkedStream(HttpConnection connection, List<String> headers) {
    this.connection = connection;
    this.headers = headers;
  }

  List<String> headers() {
    return headers;
  }

  /** Sends one chunk; does nothing once the stream has ended or the peer is gone. */
  public void write(byte[] chunk) {
    synchronized (this) {
      if (ended || closed) {
        return;
      }
      waiting.add(chunk);
      if (writing) {
        return;
      }
      writing = true;
    }
    connection.flush(this);
  }

  /** Ends the body after what was written so far. */
  public void end() {
    synchronized (this) {
      if (ended || closed) {
        return;
      }
      ended = true;
      if (writing) {
        return;
      }
      writing = true;
    }
    connection.flush(this);
  }

  /**
   * Called once, on a Netty thread, when the peer closes the connection or the stream has ended.
   */
  public void onClose(Runnable action) {
    synchronized (this) {
      if (!closed) {
        onClose = action;
        return;
      }
    }
    action.run();
  }

  synchronized List<byte[]> take() {
    List<byte[]> chunks = waiting;
    waiting = new ArrayList<>();
    writing = false;
    return chunks;
  }

  synchronized boolean ended() {
    return ended;
  }

  void closed() {
    Runnable action;
    synchronized (this) {
      closed = true;
      waiting.clear();
      action = onClose;
      onClose = null;
    }
    if (action != null) {
      action.run();
    }
  }
}

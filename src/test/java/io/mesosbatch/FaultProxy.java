package io.mesosbatch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy that passes bytes on in order, and does harm to its connections when it is told to.
 */
public final class FaultProxy implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final InetSocketAddress target;
  private final List<Link> links = new CopyOnWriteArrayList<>();
  private final AtomicLong passing = new AtomicLong(Long.MAX_VALUE);
  private volatile boolean silent;
  private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);

  public enum Fault {
    /** For up to a second nothing is passed on, then everything. */
    DELAY,
    /** Both sides see the connection end. */
    CUT,
    /** Nothing is passed on any more, and nobody hears of it. */
    HALF_OPEN,
    /** Some bytes of the next portion are passed on, then the connection ends. */
    TRUNCATE
  }

  public FaultProxy(InetSocketAddress target) throws IOException {
    this.target = target;
    thread("proxy-accept", this::accept);
  }

  public String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Whether there was a connection to do it to. */
  public boolean harm(Random random) {
    links.removeIf(Link::isGone);
    List<Link> whole = links.stream().filter(link -> !link.silent).toList();
    if (whole.isEmpty()) {
      return false;
    }
    Link link = whole.get(random.nextInt(whole.size()));
    Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
    switch (fault) {
      case DELAY ->
          link.heldUntil =
              System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100 + random.nextInt(900));
      case CUT -> link.close();
      case HALF_OPEN -> link.silent = true;
      case TRUNCATE -> link.remaining = random.nextInt(200);
    }
    done.merge(fault, 1, Integer::sum);
    return true;
  }

  /** All connections become half-open, and so are new ones until this ends; then they are whole. */
  public void silence(boolean on) {
    silent = on;
    passing.set(Long.MAX_VALUE);
    if (on) {
      links.forEach(link -> link.silent = true);
    }
  }

  /** {@link #silence} begins when the target has sent so many bytes more. */
  public void silenceAfter(long bytes) {
    passing.set(bytes);
  }

  public Map<Fault, Integer> done() {
    return Map.copyOf(done);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket master = new Socket();
        try {
          master.connect(target);
        } catch (IOException e) {
          client.close();
          continue;
        }
        Link link = new Link(client, master);
        link.silent = silent;
        links.add(link);
        thread("proxy-up", () -> link.pump(client, master));
        thread("proxy-down", () -> link.pump(master, client));
      }
    } catch (IOException closed) {
      links.forEach(Link::close);
    }
  }

  private static void thread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    links.forEach(Link::close);
  }

  private final class Link {
    private final Socket client;
    private final Socket master;
    private volatile long heldUntil;
    private volatile boolean silent;
    private volatile int remaining = -1;

    private Link(Socket client, Socket master) {
      this.client = client;
      this.master = master;
    }

    private boolean isGone() {
      return client.isClosed();
    }

    private void pump(Socket from, Socket to) {
      byte[] buffer = new byte[8192];
      try (InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          for (long wait = heldUntil - System.nanoTime();
              heldUntil != 0 && wait > 0;
              wait = heldUntil - System.nanoTime()) {
            LockSupport.parkNanos(wait);
          }
          if (from == master && passing.get() != Long.MAX_VALUE && passing.addAndGet(-n) < 0) {
            silence(true);
          }
          if (silent) {
            continue;
          }
          int left = remaining;
          if (left >= 0) {
            out.write(buffer, 0, Math.min(left, n));
            out.flush();
            break;
          }
          out.write(buffer, 0, n);
          out.flush();
        }
      } catch (IOException ended) {
        // By one side, or by harm.
      }
      if (!silent) {
        close();
      }
    }

    private void close() {
      try {
        client.close();
        master.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}

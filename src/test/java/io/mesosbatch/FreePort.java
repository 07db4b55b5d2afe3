package io.mesosbatch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on which something is started later. They lie below those that the system gives to outgoing
 * connections and to whoever asks for any port (Linux from 32768, by {@code ip_local_port_range};
 * macOS and Windows from 49152), so that nobody is given one in the meantime.
 */
public final class FreePort {
  private static final int FIRST = 15_000;
  private static final int END = 32_000;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private FreePort() {}

  /** One on which nothing listens, and that was not given before in this JVM. */
  public static int any() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (GIVEN.add(port) && nothingListens(port)) {
        return port;
      }
    }
  }

  private static boolean nothingListens(int port) {
    return canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        && canBind(new InetSocketAddress(port));
  }

  private static boolean canBind(InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address);
      return true;
    } catch (BindException taken) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.CheckInfo;
import io.mesosbatch.mesos.v1.CheckStatusInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** Connects to a port of 127.0.0.1. */
record TcpProbe(int port) implements Probe {
  @Override
  public CompletableFuture<OptionalInt> probe(Duration timeout) {
    return CompletableFuture.completedFuture(connect(timeout));
  }

  private OptionalInt connect(Duration timeout) {
    int millis = (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), millis);
      return OptionalInt.of(1);
    } catch (SocketTimeoutException e) {
      return OptionalInt.empty();
    } catch (IOException e) {
      return OptionalInt.of(0);
    }
  }

  @Override
  public boolean healthy(int connected) {
    return connected == 1;
  }

  @Override
  public CheckStatusInfo status(OptionalInt connected) {
    CheckStatusInfo.Tcp.Builder tcp = CheckStatusInfo.Tcp.newBuilder();
    connected.ifPresent(value -> tcp.setSucceeded(value == 1));
    return CheckStatusInfo.newBuilder().setType(CheckInfo.Type.TCP).setTcp(tcp).build();
  }
}

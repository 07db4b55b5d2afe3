package io.mesosbatch.client;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A fixed list of masters, tried in turn. */
final class MasterList implements MasterDetector {
  private final List<MasterAddress> masters;
  private final AtomicInteger turn = new AtomicInteger();

  MasterList(List<MasterAddress> masters) {
    this.masters = List.copyOf(masters);
    if (masters.isEmpty()) {
      throw new IllegalArgumentException("No master is given");
    }
  }

  static List<MasterAddress> parse(String masters) {
    return Arrays.stream(masters.split(","))
        .filter(m -> !m.isBlank())
        .map(MasterAddress::parse)
        .toList();
  }

  @Override
  public CompletionStage<MasterAddress> detect() {
    int n = turn.getAndUpdate(t -> (t + 1) % masters.size());
    return CompletableFuture.completedFuture(masters.get(n));
  }

  @Override
  public String toString() {
    return masters.stream().map(MasterAddress::toString).collect(Collectors.joining(","));
  }
}

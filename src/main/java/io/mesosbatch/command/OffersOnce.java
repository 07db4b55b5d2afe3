package io.mesosbatch.command;

import io.mesosbatch.client.ClientConfig;
import io.mesosbatch.client.Credential;
import io.mesosbatch.client.MasterDetector;
import io.mesosbatch.client.MesosException;
import io.mesosbatch.client.SchedulerClient;
import io.mesosbatch.client.SchedulerListener;
import io.mesosbatch.mesos.v1.Filters;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.netty.channel.nio.NioEventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Subscribes, takes one round of offers, gives them all back and goes. */
final class OffersOnce implements SchedulerListener {
  private static final long MILLIS_FOR_OFFERS = 5_000;
  private static final long SECONDS_TO_GO = 5;

  private final CompletableFuture<List<Offer>> offers = new CompletableFuture<>();
  private final CompletableFuture<Void> subscribed = new CompletableFuture<>();
  private volatile MesosException lastProblem;

  private OffersOnce() {}

  /**
   * @param patience to find a master that takes the framework
   * @return none if the master makes no offer within some seconds
   * @throws Failures.NoMaster no master takes the framework
   */
  static List<Offer> take(
      String masters, FrameworkInfo framework, Optional<Credential> credential, Duration patience)
      throws Failures.NoMaster, InterruptedException {
    NioEventLoopGroup group = new NioEventLoopGroup(1);
    OffersOnce listener = new OffersOnce();
    ClientConfig config = ClientConfig.of(MasterDetector.parse(masters), framework);
    if (credential.isPresent()) {
      config = config.withCredential(credential.get());
    }
    try (SchedulerClient client = new SchedulerClient(config, group, listener)) {
      client.start();
      listener.awaitSubscription(masters, patience);
      List<Offer> offers = listener.await();
      listener.giveBack(client, offers);
      return offers;
    } finally {
      group.shutdownGracefully(0, SECONDS_TO_GO, TimeUnit.SECONDS);
    }
  }

  private void awaitSubscription(String masters, Duration patience)
      throws Failures.NoMaster, InterruptedException {
    try {
      subscribed.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new Failures.NoMaster(
          "the master at "
              + MasterDetector.shown(masters)
              + " refused: "
              + e.getCause().getMessage());
    } catch (TimeoutException e) {
      throw new Failures.NoMaster(
          "no master at "
              + MasterDetector.shown(masters)
              + " took this framework within "
              + patience.toSeconds()
              + " s"
              + (lastProblem == null ? "" : ": " + lastProblem.getMessage()));
    }
  }

  private List<Offer> await() throws Failures.NoMaster, InterruptedException {
    try {
      return offers.get(MILLIS_FOR_OFFERS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return List.of();
    } catch (ExecutionException e) {
      throw new Failures.NoMaster("the session ended: " + e.getCause().getMessage());
    }
  }

  /** The framework has no more use for anything, so the master may take it all back. */
  private void giveBack(SchedulerClient client, List<Offer> taken) throws InterruptedException {
    try {
      if (!taken.isEmpty()) {
        Call.Builder decline = Call.newBuilder().setType(Call.Type.DECLINE);
        decline.getDeclineBuilder().setFilters(Filters.newBuilder().setRefuseSeconds(0));
        taken.forEach(offer -> decline.getDeclineBuilder().addOfferIds(offer.getId()));
        client.send(decline.build()).get(SECONDS_TO_GO, TimeUnit.SECONDS);
      }
      client
          .send(Call.newBuilder().setType(Call.Type.TEARDOWN).build())
          .get(SECONDS_TO_GO, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Without a failover timeout the master removes the framework when the connection closes.
      return;
    }
  }

  @Override
  public void subscribed(Event.Subscribed event) {
    subscribed.complete(null);
  }

  @Override
  public void events(List<Event> inOrder) {
    List<Offer> all = new ArrayList<>();
    inOrder.forEach(event -> all.addAll(event.getOffers().getOffersList()));
    if (!all.isEmpty()) {
      offers.complete(all);
    }
  }

  @Override
  public void disconnected(MesosException why) {
    offers.completeExceptionally(why);
  }

  @Override
  public void unreachable(MesosException why, int attempts) {
    lastProblem = why;
  }

  @Override
  public void stopped(MesosException why) {
    subscribed.completeExceptionally(why);
    offers.completeExceptionally(why);
  }
}

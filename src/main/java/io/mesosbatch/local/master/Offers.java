package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.Filters;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Unavailability;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.resources.Resources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The offers that were made and not answered, and where their resources go afterwards. */
final class Offers {
  private static final double DEFAULT_REFUSE_SECONDS = 5;
  private static final double MAX_REFUSE_SECONDS = TimeUnit.DAYS.toSeconds(365);

  private final Master master;
  private final Map<String, OutstandingOffer> outstanding = new HashMap<>();

  Offers(Master master) {
    this.master = master;
  }

  OutstandingOffer get(String id) {
    return outstanding.get(id);
  }

  /** Sends all offers of one round to a framework in one event. */
  void make(Framework framework, List<Grant> grants) {
    Event.Offers.Builder offers = Event.Offers.newBuilder();
    for (Grant grant : grants) {
      OutstandingOffer offer =
          new OutstandingOffer(
              master.ids.nextOffer(), framework, grant.agent(), grant.role(), grant.resources());
      outstanding.put(offer.id().getValue(), offer);
      framework.offers.add(offer);
      grant.agent().offers.add(offer);
      offers.addOffers(message(offer));
    }
    framework.send(Event.newBuilder().setType(Event.Type.OFFERS).setOffers(offers).build());
  }

  Offer message(OutstandingOffer outstanding) {
    RegisteredAgent agent = outstanding.agent();
    Framework framework = outstanding.framework();
    Offer.Builder offer =
        Offer.newBuilder()
            .setId(outstanding.id())
            .setFrameworkId(framework.id)
            .setAgentId(agent.id)
            .setHostname(agent.info.getHostname())
            .setUrl(agent.url)
            .addAllResources(visible(framework, outstanding.resources()))
            .addAllAttributes(agent.info.getAttributesList());
    if (agent.info.hasDomain()) {
      offer.setDomain(agent.info.getDomain());
    }
    for (ExecutorEntry executor : agent.executors.getOrDefault(framework.key, Map.of()).values()) {
      offer.addExecutorIds(executor.info().getExecutorId());
    }
    Unavailability unavailability = master.maintenance.unavailability(agent);
    if (unavailability != null) {
      offer.setUnavailability(unavailability);
    }
    if (framework.capabilities.multiRole()) {
      offer.getAllocationInfoBuilder().setRole(outstanding.role());
    }
    return offer.build();
  }

  /** In the form that the framework's capabilities call for. */
  private static List<Resource> visible(Framework framework, Resources resources) {
    Resources visible = framework.capabilities.multiRole() ? resources : resources.unallocated();
    return framework.capabilities.reservationRefinement()
        ? visible.toProto()
        : visible.toPreRefinement();
  }

  /** Takes the offer off the books; its resources are then the caller's to give back. */
  void remove(OutstandingOffer offer) {
    outstanding.remove(offer.id().getValue());
    offer.framework().offers.remove(offer);
    offer.agent().offers.remove(offer);
  }

  /** Takes the offer back without a word to the framework. */
  void discard(OutstandingOffer offer) {
    remove(offer);
    recover(offer.framework(), offer.agent(), offer.role(), offer.resources());
  }

  /** Takes the offer back and tells the framework. */
  void rescind(OutstandingOffer offer) {
    discard(offer);
    offer
        .framework()
        .send(
            Event.newBuilder()
                .setType(Event.Type.RESCIND)
                .setRescind(Event.Rescind.newBuilder().setOfferId(offer.id()))
                .build());
  }

  /** The framework does not want this offer. */
  void decline(OutstandingOffer offer, Filters filters) {
    discard(offer);
    filter(offer.framework(), offer.agent(), offer.role(), offer.resources(), filters);
  }

  /** Resources that were offered to the framework or used by it are free again. */
  void recover(Framework framework, RegisteredAgent agent, String role, Resources resources) {
    Resources free = resources.unallocated();
    agent.available = agent.available.plus(free.nonShared());
    master.allocator.shares.remove(role, framework.key, free);
  }

  void filter(
      Framework framework,
      RegisteredAgent agent,
      String role,
      Resources resources,
      Filters filters) {
    long nanos = refusedFor(filters);
    if (nanos > 0 && !resources.isEmpty()) {
      long until = System.nanoTime() + Math.max(nanos, master.allocationNanos());
      framework.filters.add(role, agent.key, resources.unallocated(), until);
    }
  }

  /** How long filters hold, in nanoseconds: 5 s by default, 365 days at most. */
  static long refusedFor(Filters filters) {
    double seconds = filters.getRefuseSeconds();
    if (seconds < 0 || Double.isNaN(seconds)) {
      seconds = DEFAULT_REFUSE_SECONDS;
    }
    return (long) (Math.min(seconds, MAX_REFUSE_SECONDS) * 1e9);
  }
}

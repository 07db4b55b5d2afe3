package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.InverseOffer;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.scheduling.Effect;
import io.mesosbatch.scheduling.Frame;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.scheduling.JobPlan;
import io.mesosbatch.scheduling.OfferFilter;
import io.mesosbatch.scheduling.Scheduler;
import io.mesosbatch.scheduling.SchedulingOptions;
import java.util.ArrayList;
import java.util.List;

/** The pipeline in small: one frame after the other, stored, sent, acknowledged. */
final class SimulatedFramework {
  private static final long TICK = 1_000;

  private final World world;
  private final SchedulingOptions options;
  private final Calls calls;
  final Journal journal = new Journal();
  private Scheduler scheduler;
  private final List<Input> inbox = new ArrayList<>();
  private boolean frameDue;

  /** Rises with each subscription and with each loss of one. */
  private int connection;

  private boolean connected;
  private OfferFilter accepted = OfferFilter.NONE;

  /** Rises with each crash. */
  private int life;

  SimulatedFramework(World world, SchedulingOptions options) {
    this.world = world;
    this.options = options;
    this.calls = new Calls(world, journal);
    start();
  }

  /** As with the real client, the next subscription says it again. */
  void filterAccepted(OfferFilter filter) {
    accepted = filter;
    world.master.allocations.filter(filter);
  }

  boolean connected() {
    return connected;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  void submit(JobPlan plan) {
    journal.add(plan);
    input(new Input.JobAccepted(plan, journal.ended()));
  }

  void submit(Input input) {
    input(input);
  }

  void rerun(long job) {
    journal
        .rerun(job)
        .ifPresent(
            again -> {
              world.observer.rerun(job);
              input(again);
            });
  }

  private void start() {
    scheduler = new Scheduler(options, journal.frameworkId());
    inbox.addAll(journal.restore());
    frameSoon();
    subscribeLater();
    tickLater(++life);
  }

  private void tickLater(int ofLife) {
    world.timeline.after(
        TICK,
        () -> {
          if (ofLife == life) {
            input(new Input.Tick());
            tickLater(ofLife);
          }
        });
  }

  /** Kill -9: what is not stored is lost. */
  void crash() {
    connected = false;
    accepted = OfferFilter.NONE;
    connection++;
    inbox.clear();
    start();
    world.observer.restarted(world.timeline.now());
  }

  void disconnect() {
    if (connected) {
      connected = false;
      connection++;
      input(new Input.Disconnected());
      subscribeLater();
    }
  }

  private void subscribeLater() {
    int expected = connection;
    world.timeline.after(
        world.between(100, 3_000),
        () -> {
          if (expected == connection && !connected) {
            connected = true;
            connection++;
            world.master.frameworkSubscribed();
            world.master.allocations.filter(accepted);
            event(
                Event.newBuilder()
                    .setType(Event.Type.SUBSCRIBED)
                    .setSubscribed(
                        Event.Subscribed.newBuilder()
                            .setFrameworkId(FrameworkID.newBuilder().setValue("simulated"))),
                0);
          }
        });
  }

  void offers(List<Offer> offers) {
    event(
        Event.newBuilder()
            .setType(Event.Type.OFFERS)
            .setOffers(Event.Offers.newBuilder().addAllOffers(offers)),
        10);
  }

  void inverseOffers(List<InverseOffer> offers) {
    event(
        Event.newBuilder()
            .setType(Event.Type.INVERSE_OFFERS)
            .setInverseOffers(Event.InverseOffers.newBuilder().addAllInverseOffers(offers)),
        10 + jitter());
  }

  void rescind(OfferID id) {
    event(
        Event.newBuilder()
            .setType(Event.Type.RESCIND)
            .setRescind(Event.Rescind.newBuilder().setOfferId(id)),
        10 + jitter());
  }

  void update(TaskStatus status) {
    event(
        Event.newBuilder()
            .setType(Event.Type.UPDATE)
            .setUpdate(Event.Update.newBuilder().setStatus(status)),
        10 + jitter());
  }

  void failure(String agentId) {
    event(
        Event.newBuilder()
            .setType(Event.Type.FAILURE)
            .setFailure(
                Event.Failure.newBuilder().setAgentId(AgentID.newBuilder().setValue(agentId))),
        10 + jitter());
  }

  /** Design rule 23: events of different kinds come in any order. */
  private long jitter() {
    return world.faulty() ? world.between(0, 300) : 0;
  }

  private void event(Event.Builder event, long delay) {
    if (!connected) {
      return;
    }
    int on = connection;
    Input input = new Input.MesosEvent(event.build());
    world.timeline.after(
        delay,
        () -> {
          if (on == connection) {
            input(input);
          }
        });
  }

  private void input(Input input) {
    inbox.add(input);
    frameSoon();
  }

  private void frameSoon() {
    if (!frameDue) {
      frameDue = true;
      world.timeline.after(world.faulty() ? world.between(1, 50) : 1, this::frame);
    }
  }

  private void frame() {
    frameDue = false;
    if (inbox.isEmpty()) {
      return;
    }
    List<Input> inputs = List.copyOf(inbox);
    inbox.clear();
    Frame frame = scheduler.handle(inputs, world.timeline.now());
    boolean crash =
        world.faults.crashes() > 0 && world.fault(TICK / (double) world.faults.crashes());
    double moment = crash ? world.random.nextDouble() : 1;
    if (moment < 0.25) {
      crash();
      return;
    }
    frame.changes().forEach(journal::commit);
    world.observer.committed(frame.changes(), frame.effects(), world.timeline.now());
    calls.seen(inputs);
    calls.answering(frame.effects());
    List<Effect> sent = frame.effects();
    if (crash) {
      sent = sent.subList(0, world.random.nextInt(sent.size() + 1));
    }
    boolean failed = !sent.isEmpty() && world.fault(world.faults.failedCalls());
    if (failed) {
      sent = sent.subList(0, world.random.nextInt(sent.size()));
    }
    if (connected) {
      sent.forEach(calls::arrive);
    }
    if (crash && moment < 0.75) {
      crash();
      return;
    }
    acknowledge(inputs);
    if (connected && !crash && !failed) {
      calls.allAnswered();
    }
    if (crash) {
      crash();
    } else if (failed) {
      input(new Input.CallsFailed(answered(frame.effects()), answeredInverse(frame.effects())));
      if (world.random.nextBoolean()) {
        disconnect();
      }
    }
  }

  private static List<OfferID> answered(List<Effect> effects) {
    List<OfferID> offers = new ArrayList<>();
    for (Effect effect : effects) {
      if (effect instanceof Effect.Accept accept) {
        offers.addAll(accept.offers());
      } else if (effect instanceof Effect.Decline decline) {
        offers.addAll(decline.offers());
      }
    }
    return offers;
  }

  private static List<OfferID> answeredInverse(List<Effect> effects) {
    List<OfferID> offers = new ArrayList<>();
    for (Effect effect : effects) {
      if (effect instanceof Effect.AcceptInverseOffers accept) {
        offers.addAll(accept.offers());
      } else if (effect instanceof Effect.DeclineInverseOffer decline) {
        offers.add(decline.offer());
      }
    }
    return offers;
  }

  private void acknowledge(List<Input> inputs) {
    for (Input input : inputs) {
      if (input instanceof Input.MesosEvent e && e.event().hasUpdate()) {
        TaskStatus status = e.event().getUpdate().getStatus();
        if (connected && status.hasUuid()) {
          world.master.acknowledge(status);
        }
      }
    }
  }
}

package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.job.AttemptId;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus.Reason;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.scheduling.Effect;
import io.mesosbatch.scheduling.Input;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The framework's calls as they arrive at the master, and what every one of them must obey. */
final class Calls {
  private final World world;
  private final Journal journal;

  /** Delivered on this subscription, not answered and not known to be void. */
  private final Set<OfferID> open = new HashSet<>();

  /** Answered by calls that failed: they may be declined once more. */
  private final Set<OfferID> unsure = new HashSet<>();

  Calls(World world, Journal journal) {
    this.world = world;
    this.journal = journal;
  }

  /** The framework has seen these: all their offers are to be answered with this frame. */
  void seen(List<Input> inputs) {
    for (Input input : inputs) {
      if (input instanceof Input.Disconnected) {
        // Those that are unsure may have been answered by this frame, before it heard of that.
        open.clear();
      } else if (input instanceof Input.CallsFailed failed) {
        unsure.addAll(failed.offers());
      } else if (input instanceof Input.MesosEvent e) {
        Event event = e.event();
        if (event.getType() == Event.Type.SUBSCRIBED) {
          open.clear();
          unsure.clear();
        }
        event.getOffers().getOffersList().stream().map(Offer::getId).forEach(open::add);
        open.remove(event.getRescind().getOfferId());
      }
    }
  }

  void arrive(Effect effect) {
    if (effect instanceof Effect.Accept accept) {
      accept(accept);
    } else if (effect instanceof Effect.Decline decline) {
      for (OfferID id : decline.offers()) {
        SimulatedAgent agent = world.master.allocations.agentOf(id);
        if (agent != null) {
          Resources unused = world.master.allocations.take(id);
          world.master.allocations.refuse(agent, unused.unallocated(), decline.refuseSeconds());
        }
      }
    } else if (effect instanceof Effect.AcceptInverseOffers accept) {
      accept.offers().forEach(id -> world.master.maintenance.answer(id, accept.refuseSeconds()));
    } else if (effect instanceof Effect.DeclineInverseOffer decline) {
      world.master.maintenance.answer(decline.offer(), decline.refuseSeconds());
    } else if (effect instanceof Effect.FilterOffers filter) {
      world.framework.filterAccepted(filter.filter());
    } else if (effect instanceof Effect.Suppress) {
      world.master.allocations.suppress();
    } else if (effect instanceof Effect.Revive) {
      world.master.allocations.revive();
    } else if (effect instanceof Effect.Kill kill) {
      world.master.kill(
          mesosId(kill.attempt().task(), kill.attempt().attempt()), kill.attempt().agentId());
    } else if (effect instanceof Effect.KillStray stray) {
      world.master.kill(stray.mesosTaskId(), stray.agentId());
    } else if (effect instanceof Effect.Reconcile reconcile) {
      if (reconcile.attempts().isEmpty()) {
        world.master.reconcileAll();
      }
      for (Effect.AttemptRef ref : reconcile.attempts()) {
        world.master.reconcile(mesosId(ref.task(), ref.attempt()), ref.agentId());
      }
    }
  }

  /** After a frame whose calls have all been sent. */
  void allAnswered() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("offers without an answer: " + open);
    }
  }

  /** What a frame says, whether or not it arrives. */
  void answering(List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.Accept accept) {
        accept.offers().forEach(this::answering);
      } else if (effect instanceof Effect.Decline decline) {
        decline.offers().stream().filter(id -> !unsure.remove(id)).forEach(this::answering);
      }
    }
  }

  private void answering(OfferID id) {
    if (!open.remove(id)) {
      throw new IllegalStateException("offer " + id.getValue() + " is answered twice, or is void");
    }
  }

  private void accept(Effect.Accept accept) {
    boolean valid = true;
    SimulatedAgent agent = null;
    for (OfferID id : accept.offers()) {
      SimulatedAgent of = world.master.allocations.agentOf(id);
      valid &= of != null && of.reachable() && (agent == null || of == agent);
      agent = of == null ? agent : of;
    }
    Resources offered = Resources.EMPTY;
    for (OfferID id : accept.offers()) {
      if (world.master.allocations.agentOf(id) != null) {
        offered = offered.plus(world.master.allocations.take(id));
      }
    }
    for (Effect.Launch launch : accept.launches()) {
      String id = intended(launch);
      if (!valid) {
        drop(id, accept);
        continue;
      }
      offered = less(offered, launch.resources(), launch);
      if (launch.executor().starts()) {
        offered = less(offered, launch.executor().resources(), launch);
      }
      world.master.launch(agent, task(id, launch));
    }
    for (Effect.LaunchGroup group : accept.groups()) {
      List<String> ids = group.tasks().stream().map(this::intended).toList();
      if (!valid) {
        ids.forEach(id -> drop(id, accept));
        continue;
      }
      offered = less(offered, group.executor(), group);
      List<SimulatedTask> tasks = new ArrayList<>();
      for (int i = 0; i < ids.size(); i++) {
        offered = less(offered, group.tasks().get(i).resources(), group);
        tasks.add(task(ids.get(i), group.tasks().get(i)));
      }
      world.master.launch(agent, new SimulatedGroup(Resources.of(group.executor()), tasks));
    }
    if (valid) {
      world.master.allocations.refuse(agent, offered.unallocated(), accept.refuseSeconds());
    }
  }

  /** The Mesos task id; the launch must have been stored. */
  private String intended(Effect.Launch launch) {
    Journal.TaskEntry stored = journal.task(launch.task());
    if (!stored.attemptOpen || stored.launches != launch.attempt()) {
      throw new IllegalStateException(launch + " without intent");
    }
    return mesosId(launch.task(), launch.attempt());
  }

  private void drop(String id, Effect.Accept accept) {
    world.master.tell(id, accept.agentId(), TaskState.TASK_DROPPED, Reason.REASON_INVALID_OFFERS);
  }

  private static Resources less(Resources offered, List<Resource> part, Object whoseIs) {
    Resources wanted = Resources.of(part);
    if (!offered.contains(wanted)) {
      throw new IllegalStateException(whoseIs + " wants more than is left: " + offered);
    }
    return offered.minus(wanted);
  }

  private SimulatedTask task(String id, Effect.Launch launch) {
    return new SimulatedTask(
        id,
        Resources.of(launch.resources()),
        world.workload.of(launch.task(), launch.attempt(), world.random.split()));
  }

  private String mesosId(TaskKey key, int attempt) {
    String job = journal.jobs().get(key.job()).plan.id();
    return new AttemptId(job, key.index(), attempt).format("t");
  }
}

package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.mesos.v1.scheduler.OfferConstraints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Frameworks subscribe, fail over, lose their connection, change, and end. */
final class Subscribing {
  private static final Event HEARTBEAT = Event.newBuilder().setType(Event.Type.HEARTBEAT).build();

  private final Master master;

  Subscribing(Master master) {
    this.master = master;
  }

  /** Answers on the stream: SUBSCRIBED, or ERROR and its end. */
  void subscribe(Call.Subscribe subscribe, Subscription subscription) {
    try {
      admit(subscribe, subscription);
    } catch (InvalidCall e) {
      subscription.error(e.getMessage());
      subscription.close();
    }
  }

  private void admit(Call.Subscribe subscribe, Subscription subscription) {
    FrameworkInfo info = subscribe.getFrameworkInfo();
    FrameworkRules.check(info);
    String id = info.getId().getValue();
    if (master.isCompleted(id)) {
      throw new InvalidCall("Framework has been removed");
    }
    List<String> suppressed = subscribe.getSuppressedRolesList();
    FrameworkRules.checkOptions(info, suppressed, subscribe.getOfferConstraints());
    FrameworkRules.checkAuthorized(info, master.config().roles());
    Constraints constraints = constraints(subscribe.getOfferConstraints());

    Framework framework = id.isEmpty() ? null : master.framework(id);
    boolean stays = false;
    if (framework == null) {
      FrameworkInfo.Builder complete = info.toBuilder();
      if (id.isEmpty()) {
        complete.setId(master.ids.nextFramework());
      }
      framework = new Framework(complete.build(), Statuses.now());
      master.add(framework);
    } else {
      FrameworkRules.checkUpdate(framework.info, info);
      stays = framework.connected();
      takeOver(framework, keepingImmutable(framework.info, info));
    }
    options(framework, suppressed, constraints, subscribe.getOfferConstraints());
    connect(framework, subscription);
    tellAgents(framework);
    if (!stays) {
      master.allocator.soon();
    }
  }

  private void tellAgents(Framework framework) {
    for (RegisteredAgent agent : master.agents()) {
      if (agent.tasks.containsKey(framework.key) || agent.executors.containsKey(framework.key)) {
        agent.agent.updateFramework(framework.info);
      }
    }
  }

  private static Constraints constraints(OfferConstraints constraints) {
    try {
      return Constraints.of(constraints);
    } catch (IllegalArgumentException e) {
      throw new InvalidCall(e.getMessage());
    }
  }

  private static FrameworkInfo keepingImmutable(FrameworkInfo before, FrameworkInfo after) {
    return after.toBuilder()
        .setUser(before.getUser())
        .setCheckpoint(before.getCheckpoint())
        .build();
  }

  private void takeOver(Framework framework, FrameworkInfo info) {
    Subscription old = framework.subscription;
    if (old != null) {
      old.error("Framework failed over");
      framework.subscription = null;
      old.close();
    }
    withdrawOffers(framework);
    if (framework.failover != null) {
      framework.failover.cancel(false);
      framework.failover = null;
    }
    framework.reregisteredTime = Statuses.now();
    framework.update(info);
  }

  private static void options(
      Framework framework,
      List<String> suppressed,
      Constraints constraints,
      OfferConstraints message) {
    framework.suppressed.clear();
    framework.suppressed.addAll(suppressed);
    framework.constraints = constraints;
    framework.offerConstraints = message;
  }

  private void connect(Framework framework, Subscription subscription) {
    framework.subscription = subscription;
    framework.recovered = false;
    Duration interval = master.config().heartbeatInterval();
    Event.Subscribed subscribed =
        Event.Subscribed.newBuilder()
            .setFrameworkId(framework.id)
            .setHeartbeatIntervalSeconds(interval.toNanos() / 1e9)
            .setMasterInfo(master.info())
            .build();
    subscription.send(
        Event.newBuilder().setType(Event.Type.SUBSCRIBED).setSubscribed(subscribed).build());
    subscription.send(HEARTBEAT);
    subscription.heartbeats(
        master.scheduleAtFixedRate(interval, () -> subscription.send(HEARTBEAT)));
    subscription.onClose(() -> master.execute(() -> disconnected(framework, subscription)));
  }

  private void disconnected(Framework framework, Subscription subscription) {
    subscription.close();
    if (framework.subscription != subscription) {
      return;
    }
    framework.subscription = null;
    withdrawOffers(framework);
    framework.roles.forEach(framework.filters::clearRole);
    awaitReturn(framework);
  }

  private void awaitReturn(Framework framework) {
    long nanos = (long) (Math.max(0, framework.info.getFailoverTimeout()) * 1e9);
    framework.failover = master.schedule(Duration.ofNanos(nanos), () -> failed(framework));
  }

  private void failed(Framework framework) {
    if (!framework.connected() && master.framework(framework.key) == framework) {
      remove(framework);
    }
  }

  private void withdrawOffers(Framework framework) {
    List.copyOf(framework.offers).forEach(master.offers::discard);
    List.copyOf(framework.inverseOffers.values()).forEach(master.maintenance::remove);
  }

  /** A framework that an agent tells of, and that has not come back to this master yet. */
  void recover(FrameworkInfo info) {
    if (master.framework(info.getId().getValue()) == null) {
      Framework framework = new Framework(info, Statuses.now());
      framework.recovered = true;
      master.add(framework);
      awaitReturn(framework);
    }
  }

  /** Ends the framework and all its tasks. */
  void remove(Framework framework) {
    withdrawOffers(framework);
    if (framework.subscription != null) {
      Subscription subscription = framework.subscription;
      framework.subscription = null;
      subscription.close();
    }
    for (TaskEntry task : new ArrayList<>(framework.tasks.values())) {
      if (!task.terminal()) {
        master.offers.recover(framework, task.agent, Tasks.role(task.resources), task.resources);
        task.state = TaskState.TASK_KILLED;
      }
      master.tasks.remove(framework, task);
    }
    for (RegisteredAgent agent : master.agents()) {
      Map<String, ExecutorEntry> executors = agent.executors.get(framework.key);
      if (executors != null) {
        for (String executor : List.copyOf(executors.keySet())) {
          master.tasks.removeExecutor(framework, agent, executor);
        }
      }
      agent.agent.shutdownFramework(framework.id);
    }
    framework.operations.values().forEach(op -> op.agent.operations.remove(op.uuid));
    framework.operations.clear();
    master.allocator.shares.forget(framework.key);
    framework.unregisteredTime = Statuses.now();
    master.complete(framework);
  }

  /**
   * UPDATE_FRAMEWORK.
   *
   * @throws InvalidCall with a message for the framework
   */
  void update(Framework framework, Call.UpdateFramework call) {
    FrameworkInfo info = call.getFrameworkInfo();
    FrameworkRules.check(info);
    FrameworkRules.checkStrictUpdate(framework.info, info);
    FrameworkRules.checkOptions(info, call.getSuppressedRolesList(), call.getOfferConstraints());
    FrameworkRules.checkAuthorized(info, master.config().roles());
    Constraints constraints = constraints(call.getOfferConstraints());
    framework.update(info);
    options(framework, call.getSuppressedRolesList(), constraints, call.getOfferConstraints());
    tellAgents(framework);
    for (OutstandingOffer offer : List.copyOf(framework.offers)) {
      if (!framework.roles.contains(offer.role())) {
        master.offers.rescind(offer);
      }
    }
  }

  void suppress(Framework framework, List<String> roles) {
    framework.suppressed.addAll(roles.isEmpty() ? framework.roles : own(framework, roles));
  }

  /** Offers again at once, whatever was refused before. */
  void revive(Framework framework, List<String> roles) {
    List<String> revived = roles.isEmpty() ? framework.roles : own(framework, roles);
    revived.forEach(framework.suppressed::remove);
    revived.forEach(framework.filters::clearRole);
    master.allocator.soon();
  }

  private static List<String> own(Framework framework, List<String> roles) {
    return roles.stream().filter(framework.roles::contains).toList();
  }
}

package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.mesos.v1.scheduler.OfferConstraints;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;

/** A framework that the master knows. Only the master's thread touches it. */
final class Framework {
  private static final int MAX_COMPLETED_TASKS = 1000;

  final FrameworkID id;
  final String key;
  FrameworkInfo info;
  Capabilities capabilities;
  List<String> roles;
  final Set<String> suppressed = new HashSet<>();
  OfferConstraints offerConstraints = OfferConstraints.getDefaultInstance();
  Constraints constraints = Constraints.NONE;

  /** Null while the framework is not connected. */
  Subscription subscription;

  /** Set while the framework is away: removes it when its failover timeout is over. */
  Future<?> failover;

  final Map<String, TaskEntry> tasks = new LinkedHashMap<>();
  final ArrayDeque<TaskEntry> completed = new ArrayDeque<>();

  /** By agent, then by executor id. */
  final Map<String, Map<String, ExecutorEntry>> executors = new HashMap<>();

  final Set<OutstandingOffer> offers = new LinkedHashSet<>();
  final Map<String, InverseOfferEntry> inverseOffers = new LinkedHashMap<>();

  /** Those with an id that the framework gave. */
  final Map<String, OperationEntry> operations = new LinkedHashMap<>();

  final RefusedOffers filters = new RefusedOffers();
  final double registeredTime;
  double reregisteredTime;

  /** 0 as long as the framework is not removed. */
  double unregisteredTime;

  /** Known from agents only: it has not subscribed to this master yet. */
  boolean recovered;

  Framework(FrameworkInfo info, double now) {
    this.id = info.getId();
    this.key = id.getValue();
    this.registeredTime = now;
    this.reregisteredTime = now;
    update(info);
  }

  void update(FrameworkInfo changed) {
    info = changed;
    capabilities = Capabilities.of(changed);
    roles = roles(changed);
  }

  /** A framework without MULTI_ROLE still names its role in the old field. */
  @SuppressWarnings("deprecation")
  static List<String> roles(FrameworkInfo info) {
    if (Capabilities.of(info).multiRole()) {
      return List.copyOf(info.getRolesList());
    }
    return List.of(info.getRole()); // the default is "*"
  }

  boolean connected() {
    return subscription != null;
  }

  void send(Event event) {
    if (subscription != null) {
      subscription.send(event);
    }
  }

  ExecutorEntry executor(String agent, String executor) {
    return executors.getOrDefault(agent, Map.of()).get(executor);
  }

  void complete(TaskEntry task) {
    if (completed.size() == MAX_COMPLETED_TASKS) {
      completed.removeFirst();
    }
    completed.add(task);
  }
}

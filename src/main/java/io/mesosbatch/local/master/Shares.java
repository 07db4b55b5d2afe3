package io.mesosbatch.local.master;

import io.mesosbatch.resources.Resources;
import java.util.HashMap;
import java.util.Map;

/** How much of the cluster each role, and each framework within a role, has: dominant shares. */
final class Shares {
  private record Client(String role, String framework) {}

  private final Map<String, long[]> none = Map.of();
  private final Map<String, long[]> total = new HashMap<>();
  private final Map<String, Map<String, long[]>> roles = new HashMap<>();
  private final Map<Client, Map<String, long[]>> clients = new HashMap<>();

  void agentAdded(Resources resources) {
    change(total, resources, 1);
  }

  void agentRemoved(Resources resources) {
    change(total, resources, -1);
  }

  void add(String role, String framework, Resources resources) {
    change(roles.computeIfAbsent(role, key -> new HashMap<>()), resources, 1);
    Client client = new Client(role, framework);
    change(clients.computeIfAbsent(client, key -> new HashMap<>()), resources, 1);
  }

  void remove(String role, String framework, Resources resources) {
    change(roles.computeIfAbsent(role, key -> new HashMap<>()), resources, -1);
    Client client = new Client(role, framework);
    change(clients.computeIfAbsent(client, key -> new HashMap<>()), resources, -1);
  }

  void forget(String framework) {
    clients.keySet().removeIf(client -> client.framework.equals(framework));
  }

  double ofRole(String role) {
    return dominant(roles.getOrDefault(role, none));
  }

  double ofFramework(String role, String framework) {
    return dominant(clients.getOrDefault(new Client(role, framework), none));
  }

  private double dominant(Map<String, long[]> amounts) {
    double share = 0;
    for (Map.Entry<String, long[]> amount : amounts.entrySet()) {
      long[] all = total.get(amount.getKey());
      if (all != null && all[0] > 0) {
        share = Math.max(share, (double) amount.getValue()[0] / all[0]);
      }
    }
    return share;
  }

  private static void change(Map<String, long[]> amounts, Resources by, int sign) {
    for (String name : by.names()) {
      long millis = by.scalarMillis(name);
      if (millis != 0) {
        amounts.computeIfAbsent(name, key -> new long[1])[0] += sign * millis;
      }
    }
  }
}

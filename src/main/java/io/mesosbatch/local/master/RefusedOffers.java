package io.mesosbatch.local.master;

import io.mesosbatch.resources.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one framework does not want to be offered again for a while, by role and agent (Mesos,
 * scheduler HTTP API, DECLINE).
 */
final class RefusedOffers {
  private record Key(String role, String agent) {}

  private record Refused(Resources resources, long until) {}

  private final Map<Key, List<Refused>> refused = new HashMap<>();

  /**
   * @param resources without allocation_info
   * @param until in the time of {@link System#nanoTime}
   */
  void add(String role, String agent, Resources resources, long until) {
    refused
        .computeIfAbsent(new Key(role, agent), key -> new ArrayList<>(1))
        .add(new Refused(resources, until));
  }

  /** Whether an offer is within what was refused and is still refused now. */
  boolean refuses(String role, String agent, Resources resources, long now) {
    if (refused.isEmpty()) {
      return false;
    }
    Key key = new Key(role, agent);
    List<Refused> list = refused.get(key);
    if (list == null) {
      return false;
    }
    list.removeIf(filter -> filter.until - now <= 0);
    if (list.isEmpty()) {
      refused.remove(key);
      return false;
    }
    for (Refused filter : list) {
      if (filter.resources.contains(resources)) {
        return true;
      }
    }
    return false;
  }

  void clearRole(String role) {
    refused.keySet().removeIf(key -> key.role.equals(role));
  }

  void clearAgent(String agent) {
    refused.keySet().removeIf(key -> key.agent.equals(agent));
  }
}

package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.scheduler.OfferConstraints;
import io.mesosbatch.resources.Roles;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a FrameworkInfo and the options of a subscription must fulfil. */
final class FrameworkRules {
  private FrameworkRules() {}

  /**
   * @throws InvalidCall with a message for the framework
   */
  static void check(FrameworkInfo info) {
    checkRoles(info);
    if (!info.getId().getValue().isEmpty()) {
      Ids.problem(info.getId().getValue())
          .ifPresent(
              problem -> {
                throw new InvalidCall(problem);
              });
    }
    double timeout = info.getFailoverTimeout();
    if (Double.isNaN(timeout) || Math.abs(timeout) > Long.MAX_VALUE / 1e9) {
      throw new InvalidCall("The framework failover_timeout (" + timeout + ") is invalid");
    }
  }

  /** A framework without MULTI_ROLE still names its role in the old field. */
  @SuppressWarnings("deprecation")
  private static void checkRoles(FrameworkInfo info) {
    if (!Capabilities.of(info).multiRole()) {
      if (info.getRolesCount() > 0) {
        throw new InvalidCall(
            "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable");
      }
      invalid("'FrameworkInfo.role' is not a valid role: ", info.getRole());
      return;
    }
    if (info.hasRole()) {
      throw new InvalidCall(
          "'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable");
    }
    Set<String> seen = new LinkedHashSet<>();
    Set<String> twice = new LinkedHashSet<>();
    for (String role : info.getRolesList()) {
      if (!seen.add(role)) {
        twice.add(role);
      }
    }
    if (!twice.isEmpty()) {
      throw new InvalidCall("'FrameworkInfo.roles' contains duplicate items: " + set(twice));
    }
    for (String role : info.getRolesList()) {
      invalid("'FrameworkInfo.roles' contains invalid role: ", role);
    }
  }

  private static void invalid(String prefix, String role) {
    Optional<String> problem = Roles.problem(role);
    if (problem.isPresent()) {
      throw new InvalidCall(prefix + problem.get());
    }
  }

  /** In Mesos's form for sets. */
  static String set(Iterable<String> items) {
    return "{ " + String.join(", ", items) + " }";
  }

  static void checkOptions(
      FrameworkInfo info, List<String> suppressed, OfferConstraints constraints) {
    Set<String> unknown = new LinkedHashSet<>(suppressed);
    List<String> roles = Framework.roles(info);
    unknown.removeAll(roles);
    if (!unknown.isEmpty()) {
      throw new InvalidCall(
          "Suppressed roles " + set(unknown) + " are not contained in the set of roles");
    }
    for (String role : constraints.getRoleConstraintsMap().keySet()) {
      if (!roles.contains(role)) {
        throw new InvalidCall(
            "Offer constraints specify `role_constraints` for a role '"
                + role
                + "' that is not contained in the set of roles");
      }
    }
  }

  /** What must stay the same for the life of a framework. */
  static void checkUpdate(FrameworkInfo before, FrameworkInfo after) {
    if (before.hasPrincipal() != after.hasPrincipal()
        || !before.getPrincipal().equals(after.getPrincipal())) {
      throw new InvalidCall("Changing framework's principal is not allowed.");
    }
  }

  /** As {@link #checkUpdate}, and for UPDATE_FRAMEWORK, which is stricter than SUBSCRIBE. */
  static void checkStrictUpdate(FrameworkInfo before, FrameworkInfo after) {
    checkUpdate(before, after);
    if (!before.getUser().equals(after.getUser())) {
      throw new InvalidCall(
          "Updating 'FrameworkInfo.user' is unsupported; attempted to update from '"
              + before.getUser()
              + "' to '"
              + after.getUser()
              + "'");
    }
    if (before.getCheckpoint() != after.getCheckpoint()) {
      throw new InvalidCall(
          "Updating 'FrameworkInfo.checkpoint' is unsupported; attempted to update from '"
              + before.getCheckpoint()
              + "' to '"
              + after.getCheckpoint()
              + "'");
    }
  }

  /**
   * @param allowed by principal; a principal without an entry may use every role
   */
  static void checkAuthorized(FrameworkInfo info, Map<String, List<String>> allowed) {
    List<String> own = allowed.get(info.getPrincipal());
    if (info.hasPrincipal() && own != null && !own.containsAll(Framework.roles(info))) {
      throw new InvalidCall(
          "Not authorized to register framework "
              + info.getId().getValue()
              + " with roles "
              + set(Framework.roles(info)));
    }
  }
}

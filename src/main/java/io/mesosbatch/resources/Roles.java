package io.mesosbatch.resources;

import java.util.Optional;

/** Role names (Mesos documentation, roles: "Invalid Role Names" and "Hierarchical Roles"). */
public final class Roles {
  /** The role of whoever asks for none; resources cannot be reserved to it. */
  public static final String DEFAULT = "*";

  private Roles() {}

  /**
   * Whether {@code role} stands below {@code ancestor} in the tree: {@code a/b} below {@code a}.
   */
  public static boolean isStrictSubroleOf(String role, String ancestor) {
    return role.length() > ancestor.length()
        && role.charAt(ancestor.length()) == '/'
        && role.startsWith(ancestor);
  }

  /** What is wrong with this role name, in words that the master uses too; empty if nothing is. */
  public static Optional<String> problem(String role) {
    if (role.equals(DEFAULT)) {
      return Optional.empty();
    }
    if (role.isEmpty()) {
      return Optional.of("Role names cannot be the empty string");
    }
    if (role.startsWith("/")) {
      return Optional.of("Role '" + role + "' cannot start with a slash");
    }
    if (role.endsWith("/")) {
      return Optional.of("Role '" + role + "' cannot end with a slash");
    }
    for (String component : role.split("/", -1)) {
      String problem = componentProblem(role, component);
      if (problem != null) {
        return Optional.of(problem);
      }
    }
    return Optional.empty();
  }

  private static String componentProblem(String role, String component) {
    switch (component) {
      case "":
        return "Role '" + role + "' cannot contain two adjacent slashes";
      case ".", "..", DEFAULT:
        return "Role '" + role + "' cannot include '" + component + "' as a component";
      default:
        break;
    }
    if (component.startsWith("-")) {
      return "Role component '" + component + "' is invalid because it starts with a dash";
    }
    for (int i = 0; i < component.length(); i++) {
      char c = component.charAt(i);
      if ((c >= '\t' && c <= '\r') || c == ' ' || c == 0x7f) {
        return "Role component '"
            + component
            + "' is invalid because it contains backspace or whitespace";
      }
    }
    return null;
  }
}

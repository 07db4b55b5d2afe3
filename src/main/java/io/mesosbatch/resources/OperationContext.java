package io.mesosbatch.resources;

import io.mesosbatch.mesos.v1.FrameworkInfo;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the master knows when it judges an operation.
 *
 * @param checkpointed the agent's dynamic reservations and volumes
 * @param used what tasks and executors use on the agent, one element each user
 * @param principal who asks, if he had to say
 * @param framework which framework asks; empty for an operator
 */
public record OperationContext(
    Resources checkpointed,
    List<Resources> used,
    Optional<String> principal,
    Optional<FrameworkInfo> framework) {
  public OperationContext {
    Objects.requireNonNull(checkpointed);
    Objects.requireNonNull(principal);
    Objects.requireNonNull(framework);
    used = List.copyOf(used);
  }

  /** All roles of the framework, from either field. */
  @SuppressWarnings("deprecation") // FrameworkInfo.role is how single-role frameworks say it
  List<String> roles() {
    FrameworkInfo info = framework.orElseThrow();
    return info.getRolesCount() > 0 ? info.getRolesList() : List.of(info.getRole());
  }
}

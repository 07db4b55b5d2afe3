package io.mesosbatch.scheduling;

import io.mesosbatch.job.TaskKey;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.Resource;
import java.util.List;

/**
 * A call to send once the frame's changes are stored. It names tasks by key: their TaskInfos are in
 * the store, not in the core.
 */
public sealed interface Effect {
  /**
   * One ACCEPT for the offers of one agent and role: first the operations, then the launches, then
   * those of groups. The rest is refused for that many seconds.
   */
  record Accept(
      List<OfferID> offers,
      String agentId,
      List<Offer.Operation> operations,
      List<Launch> launches,
      List<LaunchGroup> groups,
      double refuseSeconds)
      implements Effect {}

  /**
   * The resources are taken from the offer, so they carry its reservations and allocation.
   *
   * @param executor those of the task's own executor; empty without one
   */
  record Launch(TaskKey task, int attempt, List<Resource> resources, Executor executor) {}

  /**
   * @param starts whether the launch starts it; otherwise it runs on the agent, with these
   *     resources
   */
  record Executor(List<Resource> resources, boolean starts) {
    static final Executor NONE = new Executor(List.of(), false);
  }

  /**
   * Tasks that run under one default executor, all or none.
   *
   * @param tasks the first one stands for the group
   * @param executor its resources
   */
  record LaunchGroup(List<Launch> tasks, List<Resource> executor) {}

  record Decline(List<OfferID> offers, double refuseSeconds) implements Effect {}

  /** The agents will be free of our tasks when their maintenance begins. */
  record AcceptInverseOffers(List<OfferID> offers, double refuseSeconds) implements Effect {}

  /** The agent may not be; {@code why} is for people. */
  record DeclineInverseOffer(OfferID offer, String agentId, String why, double refuseSeconds)
      implements Effect {}

  /** For all roles; takes the place of what was told before. Also ends a SUPPRESS. */
  record FilterOffers(OfferFilter filter) implements Effect {}

  record Suppress() implements Effect {}

  record Revive() implements Effect {}

  record Kill(AttemptRef attempt) implements Effect {}

  /** A task of ours that this program does not want; its Mesos task id as the master gave it. */
  record KillStray(String mesosTaskId, String agentId) implements Effect {}

  /** Explicit reconciliation; with an empty list the implicit one. */
  record Reconcile(List<AttemptRef> attempts) implements Effect {}

  /** Asks how operations stand that nobody has told the end of. */
  record ReconcileOperations(List<PendingOperation> operations) implements Effect {}

  record PendingOperation(String operationId, String agentId) {}

  record AttemptRef(TaskKey task, int attempt, String agentId) {}
}

package io.mesosbatch.scheduling;

import io.mesosbatch.job.Phase;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the core is told. */
public sealed interface Input {
  /** An event of the master, in the order of its stream. */
  record MesosEvent(Event event) implements Input {}

  /** The subscription is gone, and with it every offer (design rule 12). */
  record Disconnected() implements Input {}

  /**
   * A job that is in the store.
   *
   * @param ended how those jobs ended that it comes after, as far as they have
   */
  record JobAccepted(JobPlan plan, Map<String, Phase> ended) implements Input {
    public JobAccepted(JobPlan plan) {
      this(plan, Map.of());
    }
  }

  /**
   * A job that an earlier run of this program left unfinished.
   *
   * @param stop if it was stopped
   * @param ended how those jobs ended that it comes after, as far as they have
   */
  record JobRestored(
      JobPlan plan,
      List<RestoredTask> tasks,
      Optional<Change.JobStopped> stop,
      Map<String, Phase> ended)
      implements Input {
    public JobRestored(JobPlan plan, List<RestoredTask> tasks, Optional<Change.JobStopped> stop) {
      this(plan, tasks, stop, Map.of());
    }

    public JobRestored(JobPlan plan, List<RestoredTask> tasks) {
      this(plan, tasks, Optional.empty());
    }
  }

  /** Ends what is pending of a job and kills what runs. */
  record KillJob(String jobId) implements Input {}

  /**
   * Calls of an earlier frame did not reach the master, or were refused.
   *
   * @param offers that those calls answered: the master may still wait for an answer
   * @param inverseOffers the same
   */
  record CallsFailed(List<OfferID> offers, List<OfferID> inverseOffers) implements Input {
    public CallsFailed(List<OfferID> offers) {
      this(offers, List.of());
    }
  }

  /** The master refused {@link Effect.FilterOffers}: it is too old, or does not like the filter. */
  record FilterRefused() implements Input {}

  /**
   * Reserves the resources and creates the volume among them on one agent, unless they stand there.
   *
   * @param wanted reserved resources, in either form
   * @param agentId where they stand, wholly or in part; empty if nowhere
   * @param agentKnown whether that is known; if not, the first offers are looked through for them
   */
  record PrepareResources(List<Resource> wanted, Optional<String> agentId, boolean agentKnown)
      implements Input {}

  /**
   * Destroys the volumes and takes back the newest reservations of that principal for these roles.
   */
  record RemoveReservations(List<String> roles, String principal) implements Input {}

  /** From now on a reservation that a task asks for is made where the offer allows it. */
  record ReserveOnDemand() implements Input {}

  /**
   * The master has removed the framework and with it all its tasks (design rule 10).
   *
   * @param requeue whether what was under way is started again; if not, it has failed
   */
  record FrameworkRemoved(String why, boolean requeue) implements Input {}

  /** Time has passed; send one about every second. */
  record Tick() implements Input {}
}

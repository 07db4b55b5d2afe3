package io.mesosbatch.benchmarks;

import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.scheduling.Frame;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.scheduling.JobPlan;
import io.mesosbatch.scheduling.JobPlanBuilder;
import io.mesosbatch.scheduling.RetryRule;
import io.mesosbatch.scheduling.Scheduler;
import io.mesosbatch.scheduling.SchedulingOptions;
import io.mesosbatch.v1.Job;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.EventDecoder;
import io.mesosbatch.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Agents and tasks of known size, the same for every engine. */
final class ClusterInputs {
  static final double AGENT_CPUS = 16;
  static final double AGENT_MEM = 65_536;
  private static final double AGENT_DISK = 500_000;
  static final String ROLE = "batch";

  private ClusterInputs() {}

  /** Of a shape, from 0: half a cpu to four and a half, 1 to 16 GB. */
  static double cpus(int shape) {
    return 0.5 + shape % 9 * 0.5;
  }

  static double mem(int shape) {
    return 1024 * (1 + shape % 16);
  }

  /**
   * An OFFERS event as the program gets it from its decoder, with agents as a real master offers
   * them: four resources, allocated.
   */
  static Input offers(int agents) {
    Event.Offers.Builder offers = Event.Offers.newBuilder();
    for (int i = 0; i < agents; i++) {
      offers.addOffers(offer(i));
    }
    byte[] wire =
        Event.newBuilder().setType(Event.Type.OFFERS).setOffers(offers).build().toByteArray();
    try {
      return new Input.MesosEvent(
          new EventDecoder(ContentType.PROTOBUF).decode(wire, 0, wire.length));
    } catch (WireException own) {
      throw new AssertionError(own);
    }
  }

  private static Offer offer(int number) {
    List<Resource> resources =
        Resources.parse("cpus:16;mem:65536;disk:" + (long) AGENT_DISK + ";ports:[31000-32000]")
            .allocatedTo(ROLE)
            .toProto();
    Offer.Builder offer =
        Offer.newBuilder()
            .setId(OfferID.newBuilder().setValue("offer-" + number))
            .setFrameworkId(FrameworkID.newBuilder().setValue("f"))
            .setAgentId(AgentID.newBuilder().setValue("agent-" + number))
            .setHostname("host-" + number + ".example");
    offer.getAllocationInfoBuilder().setRole(ROLE);
    for (Resource resource : resources) {
      offer.addResources(resource.toBuilder());
    }
    return offer.build();
  }

  /**
   * @param infeasible of 100 tasks so many want more than any agent has
   */
  static JobPlan plan(int tasks, int shapes, int infeasible, Job.Builder job) {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    List<TaskSpec> specs = new ArrayList<>();
    for (int shape = 0; shape < shapes; shape++) {
      specs.add(task(cpus(shape), mem(shape)));
    }
    TaskSpec tooLarge = task(64, 1024);
    for (int i = 0; i < tasks; i++) {
      plan.add(isInfeasible(i, infeasible) ? tooLarge : specs.get(i % shapes));
    }
    return plan.build(1, job.setId("job1").build());
  }

  static boolean isInfeasible(int task, int infeasible) {
    return task % 100 < infeasible;
  }

  private static TaskSpec task(double cpus, double mem) {
    return new TaskSpec(
        TaskInfo.newBuilder()
            .setName("t")
            .setTaskId(TaskID.newBuilder().setValue("t"))
            .addAllResources(Resources.parse("cpus:" + cpus + ";mem:" + mem).toProto())
            .buildPartial());
  }

  /** Subscribed, with the job accepted. */
  static Scheduler scheduler(JobPlan plan) {
    Scheduler scheduler = new Scheduler(SchedulingOptions.DEFAULT, Optional.empty());
    Event.Builder subscribed = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
    subscribed.getSubscribedBuilder().getFrameworkIdBuilder().setValue("f");
    scheduler.handle(List.of(new Input.MesosEvent(subscribed.build())), 1_000);
    scheduler.handle(List.of(new Input.JobAccepted(plan)), 1_000);
    return scheduler;
  }

  static Frame round(Scheduler scheduler, Input offers) {
    return scheduler.handle(List.of(offers), 2_000);
  }
}

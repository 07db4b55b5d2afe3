package io.mesosbatch.scheduling;

import io.mesosbatch.job.AttemptId;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A scheduler with a clock in the test's hand, and short words for inputs. */
final class World {
  final Scheduler scheduler;
  final List<Change> changes = new ArrayList<>();
  long now = 1_000_000;
  private int offers;
  private long jobs;

  World() {
    this(SchedulingOptions.DEFAULT);
  }

  World(SchedulingOptions options) {
    scheduler = new Scheduler(options, Optional.empty());
  }

  List<Effect> send(Input... inputs) {
    Frame frame = scheduler.handle(List.of(inputs), now);
    changes.addAll(frame.changes());
    return frame.effects();
  }

  List<Effect> after(long millis, Input... inputs) {
    now += millis;
    return send(inputs);
  }

  List<Effect> tick(long millis) {
    return after(millis, new Input.Tick());
  }

  /** Subscribed, with a job of the tasks. */
  static World with(TaskSpec... tasks) {
    World world = new World();
    world.send(world.subscribed());
    world.send(world.job(RetryRule.ONCE, tasks));
    world.now += 1_500;
    return world;
  }

  Input subscribed() {
    return event(
        Event.newBuilder()
            .setType(Event.Type.SUBSCRIBED)
            .setSubscribed(
                Event.Subscribed.newBuilder()
                    .setFrameworkId(FrameworkID.newBuilder().setValue("fw"))));
  }

  Input.JobAccepted job(RetryRule retry, TaskSpec... tasks) {
    return job(retry, 0, 0, tasks);
  }

  Input.JobAccepted job(RetryRule retry, long killAfter, int priority, TaskSpec... tasks) {
    JobPlanBuilder plan = new JobPlanBuilder(retry, killAfter);
    for (TaskSpec task : tasks) {
      plan.add(task);
    }
    jobs++;
    return new Input.JobAccepted(
        plan.build(jobs, Job.newBuilder().setId("job" + jobs).setPriority(priority).build()));
  }

  void accept(Job.Builder header, TaskSpec... tasks) {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    for (TaskSpec task : tasks) {
      plan.add(task);
    }
    jobs++;
    if (!header.hasId()) {
      header.setId("job" + jobs);
    }
    send(new Input.JobAccepted(plan.build(jobs, header.build(), now)));
  }

  static TaskSpec task(String id, Resource... resources) {
    return new TaskSpec(
        TaskInfo.newBuilder()
            .setName(id)
            .setTaskId(TaskID.newBuilder().setValue(id))
            .addAllResources(List.of(resources))
            .buildPartial());
  }

  static TaskSpec task(String id, double cpus, double mem) {
    return task(id, scalar("cpus", cpus), scalar("mem", mem));
  }

  static TaskSpec pinned(TaskSpec task, String agent) {
    return new TaskSpec(
        task.info().toBuilder().setAgentId(AgentID.newBuilder().setValue(agent)).buildPartial());
  }

  static Resource scalar(String name, double value) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value))
        .build();
  }

  static Resource ports(long begin, long end) {
    return Resource.newBuilder()
        .setName("ports")
        .setType(Value.Type.RANGES)
        .setRanges(
            Value.Ranges.newBuilder()
                .addRange(Value.Range.newBuilder().setBegin(begin).setEnd(end)))
        .build();
  }

  Offer offer(String agent, double cpus, double mem) {
    return offer(agent, scalar("cpus", cpus), scalar("mem", mem), ports(31000, 32000));
  }

  Offer offer(String agent, Resource... resources) {
    return Offer.newBuilder()
        .setId(OfferID.newBuilder().setValue("o" + ++offers))
        .setFrameworkId(FrameworkID.newBuilder().setValue("fw"))
        .setAgentId(AgentID.newBuilder().setValue(agent))
        .setHostname(agent + ".example")
        .addAllResources(List.of(resources))
        .build();
  }

  static Input offers(Offer... offers) {
    return event(
        Event.newBuilder()
            .setType(Event.Type.OFFERS)
            .setOffers(Event.Offers.newBuilder().addAllOffers(List.of(offers))));
  }

  static Input rescind(Offer offer) {
    return event(
        Event.newBuilder()
            .setType(Event.Type.RESCIND)
            .setRescind(Event.Rescind.newBuilder().setOfferId(offer.getId())));
  }

  static Input update(Effect.Launch launch, TaskState state) {
    return update(launch.task(), launch.attempt(), state, null);
  }

  static Input update(TaskKey task, int attempt, TaskState state, TaskStatus.Reason reason) {
    String id = new AttemptId("job" + task.job(), task.index(), attempt).format("x");
    TaskStatus.Builder status =
        TaskStatus.newBuilder().setTaskId(TaskID.newBuilder().setValue(id)).setState(state);
    if (reason != null) {
      status.setReason(reason);
    }
    return update(status.build());
  }

  static Input update(TaskStatus status) {
    return event(
        Event.newBuilder()
            .setType(Event.Type.UPDATE)
            .setUpdate(Event.Update.newBuilder().setStatus(status)));
  }

  private static Input event(Event.Builder event) {
    return new Input.MesosEvent(event.build());
  }

  /** The launches of all ACCEPTs among the effects. */
  static List<Effect.Launch> launches(List<Effect> effects) {
    return of(effects, Effect.Accept.class).stream().flatMap(a -> a.launches().stream()).toList();
  }

  static <T> List<T> of(List<?> all, Class<T> type) {
    return all.stream().filter(type::isInstance).map(type::cast).toList();
  }
}

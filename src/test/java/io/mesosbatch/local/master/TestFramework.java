package io.mesosbatch.local.master;

import io.mesosbatch.client.ClientConfig;
import io.mesosbatch.client.MasterDetector;
import io.mesosbatch.client.MesosException;
import io.mesosbatch.client.SchedulerClient;
import io.mesosbatch.client.SchedulerListener;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.FrameworkInfo.Capability;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.resources.Resources;
import io.netty.channel.nio.NioEventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A framework under a test's control: what it hears waits in a queue, updates acknowledge
 * themselves.
 */
final class TestFramework implements AutoCloseable {
  private final NioEventLoopGroup group = new NioEventLoopGroup(1);
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final List<Event> passed = new ArrayList<>();
  private final SchedulerClient client;
  private final Event.Subscribed subscribed;

  TestFramework(LocalMesos mesos, FrameworkInfo info) throws InterruptedException {
    ClientConfig config =
        ClientConfig.of(MasterDetector.parse("127.0.0.1:" + mesos.address().getPort()), info);
    client = new SchedulerClient(config, group, new Queue());
    client.start();
    subscribed = await(Event.Type.SUBSCRIBED).getSubscribed();
  }

  static FrameworkInfo info(String role, Capability.Type... capabilities) {
    FrameworkInfo.Builder info =
        FrameworkInfo.newBuilder().setUser("root").setName("test").addRoles(role);
    info.addCapabilitiesBuilder().setType(Capability.Type.MULTI_ROLE);
    info.addCapabilitiesBuilder().setType(Capability.Type.RESERVATION_REFINEMENT);
    for (Capability.Type capability : capabilities) {
      info.addCapabilitiesBuilder().setType(capability);
    }
    return info.build();
  }

  private final class Queue implements SchedulerListener {
    @Override
    public void subscribed(Event.Subscribed event) {
      events.add(Event.newBuilder().setType(Event.Type.SUBSCRIBED).setSubscribed(event).build());
    }

    @Override
    public void events(List<Event> inOrder) {
      for (Event event : inOrder) {
        events.add(event);
        if (event.hasUpdate() && event.getUpdate().getStatus().hasUuid()) {
          acknowledge(event.getUpdate().getStatus());
        }
      }
    }

    @Override
    public void disconnected(MesosException why) {}

    @Override
    public void stopped(MesosException why) {
      Event.Error.Builder error = Event.Error.newBuilder().setMessage(why.getMessage());
      events.add(Event.newBuilder().setType(Event.Type.ERROR).setError(error).build());
    }
  }

  private void acknowledge(TaskStatus status) {
    Call.Builder call = Call.newBuilder().setType(Call.Type.ACKNOWLEDGE);
    call.getAcknowledgeBuilder()
        .setAgentId(status.getAgentId())
        .setTaskId(status.getTaskId())
        .setUuid(status.getUuid());
    client.send(call.build());
  }

  String id() {
    return subscribed.getFrameworkId().getValue();
  }

  void send(Call.Builder call) {
    client.send(call.build()).join();
  }

  /** The next event of that type; those before it are kept in {@link #passed}. */
  Event await(Event.Type type) throws InterruptedException {
    return await(event -> event.getType() == type, type.toString());
  }

  Event await(Predicate<Event> predicate, String what) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      Event event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (event == null) {
        throw new AssertionError("waited in vain for " + what + " after " + passed);
      }
      passed.add(event);
      if (predicate.test(event)) {
        return event;
      }
    }
  }

  TaskStatus awaitUpdate(String task, Predicate<TaskStatus> predicate) throws InterruptedException {
    return await(
            event ->
                event.hasUpdate()
                    && event.getUpdate().getStatus().getTaskId().getValue().equals(task)
                    && predicate.test(event.getUpdate().getStatus()),
            "an update of " + task)
        .getUpdate()
        .getStatus();
  }

  /** The next offers, of one event. */
  List<Offer> awaitOffers() throws InterruptedException {
    return await(Event.Type.OFFERS).getOffers().getOffersList();
  }

  /** Whether an event of that type has come so far, awaited or not. */
  boolean hasSeen(Event.Type type) {
    return passed.stream().anyMatch(event -> event.getType() == type)
        || events.stream().anyMatch(event -> event.getType() == type);
  }

  static TaskInfo task(String id, Offer offer, String resources) {
    return TaskInfo.newBuilder()
        .setName(id)
        .setTaskId(TaskID.newBuilder().setValue(id))
        .setAgentId(offer.getAgentId())
        .setCommand(CommandInfo.newBuilder().setValue("true"))
        .addAllResources(Resources.parse(resources).toProto())
        .build();
  }

  void launch(Offer offer, TaskInfo... tasks) {
    Offer.Operation.Builder launch =
        Offer.Operation.newBuilder().setType(Offer.Operation.Type.LAUNCH);
    launch.getLaunchBuilder().addAllTaskInfos(List.of(tasks));
    accept(offer, launch.build());
  }

  /** What is left over is offered again soon. */
  void accept(Offer offer, Offer.Operation... operations) {
    Call.Builder call = Call.newBuilder().setType(Call.Type.ACCEPT);
    call.getAcceptBuilder().addOfferIds(offer.getId()).addAllOperations(List.of(operations));
    call.getAcceptBuilder().getFiltersBuilder().setRefuseSeconds(0);
    send(call);
  }

  void decline(Offer offer, double seconds) {
    Call.Builder call = Call.newBuilder().setType(Call.Type.DECLINE);
    call.getDeclineBuilder()
        .addOfferIds(offer.getId())
        .getFiltersBuilder()
        .setRefuseSeconds(seconds);
    send(call);
  }

  static Resources resources(Offer offer) {
    List<Resource> list = offer.getResourcesList();
    return Resources.of(list).unallocated();
  }

  @Override
  public void close() {
    client.close();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
  }
}

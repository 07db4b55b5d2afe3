package io.mesosbatch.component;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.mesos.v1.scheduler.Event;

/** Events and their parts, for tests. */
final class Events {
  private Events() {}

  static Event offers(String... ids) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.OFFERS);
    for (String id : ids) {
      event.getOffersBuilder().addOffers(offer(id));
    }
    return event.build();
  }

  static Offer offer(String id) {
    Offer.Builder offer = Offer.newBuilder().setHostname("host");
    offer.getIdBuilder().setValue(id);
    offer.getFrameworkIdBuilder().setValue(FakeMaster.FRAMEWORK);
    offer.getAgentIdBuilder().setValue("agent-1");
    return offer.addResources(cpus(4)).build();
  }

  static Resource cpus(double amount) {
    return Resource.newBuilder()
        .setName("cpus")
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(amount))
        .build();
  }

  static TaskInfo task(String id, Offer offer) {
    TaskInfo.Builder task =
        TaskInfo.newBuilder().setName(id).setAgentId(offer.getAgentId()).addResources(cpus(1));
    task.getTaskIdBuilder().setValue(id);
    task.getCommandBuilder().setValue("true");
    return task.build();
  }

  /** An update; without a uuid if {@code uuid} is null. */
  static Event update(String task, TaskState state, String uuid) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.UPDATE);
    var status = event.getUpdateBuilder().getStatusBuilder().setState(state).setTimestamp(1.5);
    status.getTaskIdBuilder().setValue(task);
    status.getAgentIdBuilder().setValue("agent-1");
    if (uuid != null) {
      status.setUuid(ByteString.copyFromUtf8(uuid));
    }
    return event.build();
  }

  static Event rescind(String offer) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.RESCIND);
    event.getRescindBuilder().getOfferIdBuilder().setValue(offer);
    return event.build();
  }

  static Event error(String message) {
    return Event.newBuilder()
        .setType(Event.Type.ERROR)
        .setError(Event.Error.newBuilder().setMessage(message))
        .build();
  }
}

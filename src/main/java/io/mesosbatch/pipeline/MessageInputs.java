package io.mesosbatch.pipeline;

import io.mesosbatch.component.MesosConstants;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.scheduling.Input;
import java.util.List;
import org.apache.camel.Message;

/** What a message brings to the core: events, the news that the subscription is lost, or a tick. */
final class MessageInputs {
  private MessageInputs() {}

  static List<Input> of(Message message) {
    if (message.getBody() instanceof List<?> events) {
      return events.stream().map(event -> input((Event) event)).toList();
    }
    if (message.getBody() instanceof Event event) {
      return List.of(input(event));
    }
    String type = message.getHeader(MesosConstants.EVENT_TYPE, String.class);
    return List.of(type == null ? new Input.Tick() : new Input.Disconnected());
  }

  private static Input input(Event event) {
    return new Input.MesosEvent(event);
  }

  static boolean isSubscribed(Input input) {
    return input instanceof Input.MesosEvent event
        && event.event().getType() == Event.Type.SUBSCRIBED;
  }
}

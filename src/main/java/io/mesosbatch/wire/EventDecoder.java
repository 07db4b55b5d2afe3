package io.mesosbatch.wire;

import io.mesosbatch.mesos.v1.scheduler.Event;

/**
 * Decodes the events of one stream. The parts of offers that come again and again (an agent's
 * attributes, address, resources) are decoded once and shared. Not thread-safe.
 */
public final class EventDecoder {
  private final ContentType type;
  private final OffersDecoder offers = new OffersDecoder();

  public EventDecoder(ContentType type) {
    this.type = type;
  }

  /**
   * One record of the stream.
   *
   * @throws WireException if it is no event
   */
  public Event decode(byte[] buf, int off, int len) throws WireException {
    if (type == ContentType.PROTOBUF) {
      Event event = offers.decode(buf, off, len);
      if (event != null) {
        return event;
      }
    }
    Event.Builder builder = Event.newBuilder();
    type.decode(buf, off, len, builder);
    return builder.buildPartial();
  }
}

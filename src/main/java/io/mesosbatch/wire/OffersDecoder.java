package io.mesosbatch.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.URL;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.nio.charset.StandardCharsets;

/**
 * Decodes OFFERS events, which make up most of a busy stream, by walking the wire format down to
 * the fields of an offer and interning those. Whatever is not laid out as expected is left to
 * protobuf.
 */
final class OffersDecoder {
  private static final int AGENTS = 8192;
  private static final int FEW = 16;

  private static final int EVENT_TYPE = tag(Event.TYPE_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
  private static final int EVENT_OFFERS = tag(Event.OFFERS_FIELD_NUMBER);
  private static final int OFFER = tag(Event.Offers.OFFERS_FIELD_NUMBER);
  private static final int OFFER_ID_VALUE = tag(OfferID.VALUE_FIELD_NUMBER);
  private static final int REQUIRED = 0b11110;

  private final Interner<FrameworkID> frameworkIds =
      new Interner<>(FEW, FrameworkID.parser()::parseFrom);
  private final Interner<AgentID> agentIds = new Interner<>(AGENTS, AgentID.parser()::parseFrom);
  private final Interner<String> hostnames =
      new Interner<>(AGENTS, (buf, off, len) -> new String(buf, off, len, StandardCharsets.UTF_8));
  private final Interner<URL> urls = new Interner<>(AGENTS, URL.parser()::parseFrom);
  private final Interner<Resource> resources = new Interner<>(AGENTS, Resource.parser()::parseFrom);
  private final Interner<Attribute> attributes =
      new Interner<>(AGENTS, Attribute.parser()::parseFrom);
  private final Interner<Resource.AllocationInfo> allocations =
      new Interner<>(FEW, Resource.AllocationInfo.parser()::parseFrom);

  private byte[] buf;
  private int at;
  private int end;

  /** The event; null if it is another one, or is better left to protobuf. */
  Event decode(byte[] bytes, int off, int len) {
    buf = bytes;
    at = off;
    end = off + len;
    if (varint() != EVENT_TYPE || varint() != Event.Type.OFFERS_VALUE || varint() != EVENT_OFFERS) {
      return null;
    }
    if (varint() != end - at) {
      return null;
    }
    try {
      Event.Offers.Builder offers = Event.Offers.newBuilder();
      while (at < end) {
        if (varint() != OFFER) {
          return null;
        }
        Offer offer = offer();
        if (offer == null) {
          return null;
        }
        offers.addOffers(offer);
      }
      return Event.newBuilder()
          .setType(Event.Type.OFFERS)
          .setOffers(offers.buildPartial())
          .buildPartial();
    } catch (InvalidProtocolBufferException e) {
      // Protobuf itself will say what is wrong.
      return null;
    }
  }

  private Offer offer() throws InvalidProtocolBufferException {
    int length = length();
    if (length < 0) {
      return null;
    }
    int offerEnd = at + length;
    Offer.Builder offer = Offer.newBuilder();
    int seen = 0;
    while (at < offerEnd) {
      int tag = varint();
      int len = length();
      if (len < 0 || len > offerEnd - at) {
        return null;
      }
      int number = WireFormat.getTagFieldNumber(tag);
      if (tag != tag(number) || !field(offer, number, len, seen)) {
        return null;
      }
      seen |= 1 << number;
      at += len;
    }
    return (seen & REQUIRED) == REQUIRED ? offer.buildPartial() : null;
  }

  /** Whether the field was taken; one that may come only once is not taken twice. */
  private boolean field(Offer.Builder offer, int number, int len, int seen)
      throws InvalidProtocolBufferException {
    switch (number) {
      case Offer.RESOURCES_FIELD_NUMBER -> {
        offer.addResources(resources.get(buf, at, len));
        return true;
      }
      case Offer.ATTRIBUTES_FIELD_NUMBER -> {
        offer.addAttributes(attributes.get(buf, at, len));
        return true;
      }
      default -> {
        return (seen & 1 << number) == 0 && single(offer, number, len);
      }
    }
  }

  private boolean single(Offer.Builder offer, int number, int len)
      throws InvalidProtocolBufferException {
    switch (number) {
      case Offer.ID_FIELD_NUMBER -> offer.setId(offerId(len));
      case Offer.FRAMEWORK_ID_FIELD_NUMBER -> offer.setFrameworkId(frameworkIds.get(buf, at, len));
      case Offer.AGENT_ID_FIELD_NUMBER -> offer.setAgentId(agentIds.get(buf, at, len));
      case Offer.HOSTNAME_FIELD_NUMBER -> offer.setHostname(hostnames.get(buf, at, len));
      case Offer.URL_FIELD_NUMBER -> offer.setUrl(urls.get(buf, at, len));
      case Offer.ALLOCATION_INFO_FIELD_NUMBER ->
          offer.setAllocationInfo(allocations.get(buf, at, len));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Offer ids do not come again. */
  private OfferID offerId(int len) throws InvalidProtocolBufferException {
    boolean plain = len > 2 && buf[at] == OFFER_ID_VALUE && buf[at + 1] == len - 2;
    return plain
        ? OfferID.newBuilder().setValueBytes(ByteString.copyFrom(buf, at + 2, len - 2)).build()
        : OfferID.parser().parseFrom(buf, at, len);
  }

  /** The length of what follows; -1 if that cannot be. */
  private int length() {
    int length = varint();
    return length < 0 || length > end - at ? -1 : length;
  }

  /** The next number of at most 28 bits; -1 if there is none. */
  private int varint() {
    int value = 0;
    for (int shift = 0; shift < 28 && at < end; shift += 7) {
      byte b = buf[at++];
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    return -1;
  }

  private static int tag(int number) {
    return tag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
  }

  private static int tag(int number, int wireType) {
    return number << 3 | wireType;
  }
}

package io.mesosbatch.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.DomainInfo;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.URL;
import io.mesosbatch.mesos.v1.Unavailability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Decodes an offer from which the id is taken away, interning what offers have in common. */
final class OfferFields {
  private static final int MANY = 16384;
  private static final int FEW = 16;
  private static final int REQUIRED =
      1 << Offer.FRAMEWORK_ID_FIELD_NUMBER
          | 1 << Offer.AGENT_ID_FIELD_NUMBER
          | 1 << Offer.HOSTNAME_FIELD_NUMBER;

  private final Interner<FrameworkID> frameworkIds =
      new Interner<>(FEW, FrameworkID.parser()::parseFrom);
  private final Interner<AgentID> agentIds = new Interner<>(MANY, AgentID.parser()::parseFrom);
  private final Interner<String> hostnames =
      new Interner<>(MANY, (buf, off, len) -> new String(buf, off, len, StandardCharsets.UTF_8));
  private final Interner<URL> urls = new Interner<>(MANY, URL.parser()::parseFrom);
  private final Interner<Resource> resources = new Interner<>(MANY, Resource.parser()::parseFrom);
  private final Interner<Attribute> attributes =
      new Interner<>(MANY, Attribute.parser()::parseFrom);
  private final Interner<Resource.AllocationInfo> allocations =
      new Interner<>(FEW, Resource.AllocationInfo.parser()::parseFrom);
  private final Interner<DomainInfo> domains = new Interner<>(FEW, DomainInfo.parser()::parseFrom);

  /**
   * The offer; null if it is better left to protobuf: an unknown field, or one that comes twice.
   */
  Offer decode(byte[] buf, int off, int len) throws InvalidProtocolBufferException {
    Offer.Builder offer = Offer.newBuilder();
    CodedInputStream in = CodedInputStream.newInstance(buf, off, len);
    int seen = 0;
    try {
      while (!in.isAtEnd()) {
        int tag = in.readTag();
        int number = WireFormat.getTagFieldNumber(tag);
        int length = in.readRawVarint32();
        int at = off + in.getTotalBytesRead();
        if (tag != OffersDecoder.tag(number)) {
          return null;
        }
        in.skipRawBytes(length);
        if (!repeated(offer, number, buf, at, length)) {
          if ((seen & 1 << number) != 0 || !single(offer, number, buf, at, length)) {
            return null;
          }
          seen |= 1 << number;
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
    return (seen & REQUIRED) == REQUIRED ? offer.buildPartial() : null;
  }

  private boolean repeated(Offer.Builder offer, int number, byte[] buf, int off, int len)
      throws InvalidProtocolBufferException {
    switch (number) {
      case Offer.RESOURCES_FIELD_NUMBER -> offer.addResources(resources.get(buf, off, len));
      case Offer.ATTRIBUTES_FIELD_NUMBER -> offer.addAttributes(attributes.get(buf, off, len));
      case Offer.EXECUTOR_IDS_FIELD_NUMBER ->
          offer.addExecutorIds(ExecutorID.parser().parseFrom(buf, off, len));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean single(Offer.Builder offer, int number, byte[] buf, int off, int len)
      throws InvalidProtocolBufferException {
    switch (number) {
      case Offer.FRAMEWORK_ID_FIELD_NUMBER -> offer.setFrameworkId(frameworkIds.get(buf, off, len));
      case Offer.AGENT_ID_FIELD_NUMBER -> offer.setAgentId(agentIds.get(buf, off, len));
      case Offer.HOSTNAME_FIELD_NUMBER -> offer.setHostname(hostnames.get(buf, off, len));
      case Offer.URL_FIELD_NUMBER -> offer.setUrl(urls.get(buf, off, len));
      case Offer.DOMAIN_FIELD_NUMBER -> offer.setDomain(domains.get(buf, off, len));
      case Offer.UNAVAILABILITY_FIELD_NUMBER ->
          offer.setUnavailability(Unavailability.parser().parseFrom(buf, off, len));
      case Offer.ALLOCATION_INFO_FIELD_NUMBER ->
          offer.setAllocationInfo(allocations.get(buf, off, len));
      default -> {
        return false;
      }
    }
    return true;
  }
}

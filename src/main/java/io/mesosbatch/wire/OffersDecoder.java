package io.mesosbatch.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.scheduler.Event;

/**
 * Decodes OFFERS events, which make up most of a busy stream. An agent without news is offered
 * again and again with nothing new but the offer's id, and what has changed is mostly an amount: so
 * all of an offer but its id is interned, and, where that is new, its fields. Whatever is not laid
 * out as Mesos does is left to protobuf.
 */
final class OffersDecoder {
  private static final int AGENTS = 4096;

  private static final int EVENT_TYPE = Event.TYPE_FIELD_NUMBER << 3;
  private static final int EVENT_OFFERS = tag(Event.OFFERS_FIELD_NUMBER);
  private static final int OFFER = tag(Event.Offers.OFFERS_FIELD_NUMBER);
  private static final int OFFER_ID = tag(Offer.ID_FIELD_NUMBER);
  private static final int OFFER_ID_VALUE = tag(OfferID.VALUE_FIELD_NUMBER);

  private final OfferFields fields = new OfferFields();
  private final Interner<Offer> offersWithoutId = new Interner<>(AGENTS, fields::decode);

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
        Offer offer = varint() == OFFER ? offer() : null;
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
    int length = varint();
    int offerEnd = at + length;
    if (length < 0 || length > end - at || varint() != OFFER_ID) {
      return null;
    }
    int idLength = varint();
    if (idLength < 0 || idLength > offerEnd - at) {
      return null;
    }
    OfferID id = offerId(idLength);
    at += idLength;
    Offer rest =
        offersWithoutId.worthwhile()
            ? offersWithoutId.get(buf, at, offerEnd - at)
            : fields.decode(buf, at, offerEnd - at);
    at = offerEnd;
    return rest == null ? null : rest.toBuilder().setId(id).buildPartial();
  }

  private OfferID offerId(int len) throws InvalidProtocolBufferException {
    boolean plain = len > 2 && buf[at] == OFFER_ID_VALUE && buf[at + 1] == len - 2;
    return plain
        ? OfferID.newBuilder().setValueBytes(ByteString.copyFrom(buf, at + 2, len - 2)).build()
        : OfferID.parser().parseFrom(buf, at, len);
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

  /** The tag of a field that is a message, a string or bytes. */
  static int tag(int number) {
    return number << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}

package io.mesosbatch.conformance;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.mesosbatch.mesos.v1.OfferID;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What the ids of a recording are in the replay. */
final class Substitution {
  private final Map<String, String> texts = new HashMap<>();
  private final Map<ByteString, ByteString> uuids = new HashMap<>();
  private final Map<OfferID, List<OfferID>> offers = new HashMap<>();

  void put(String recorded, String own) {
    texts.put(recorded, own);
  }

  void put(ByteString recorded, ByteString own) {
    uuids.put(recorded, own);
  }

  void put(OfferID recorded, List<OfferID> own) {
    offers.put(recorded, own);
  }

  /** Several where one offer came in parts; the recorded one where nothing is known. */
  List<OfferID> get(List<OfferID> recorded) {
    return recorded.stream().flatMap(id -> offers.getOrDefault(id, List.of(id)).stream()).toList();
  }

  boolean knows(OfferID recorded) {
    return offers.containsKey(recorded);
  }

  /** Null if not known. */
  ByteString get(ByteString recorded) {
    return uuids.get(recorded);
  }

  String get(String recorded) {
    return texts.getOrDefault(recorded, recorded);
  }

  /** Every recorded id in the text, the longest first. */
  String in(String text) {
    List<String> ids = new ArrayList<>(texts.keySet());
    ids.sort((one, other) -> other.length() - one.length());
    String replaced = text;
    for (String id : ids) {
      replaced = replaced.replace(id, texts.get(id));
    }
    return replaced;
  }

  /**
   * @param texts for strings that are no ids
   */
  Message.Builder in(Message.Builder message, UnaryOperator<String> texts) {
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      FieldDescriptor descriptor = field.getKey();
      if (descriptor.isRepeated()) {
        List<Object> values = new ArrayList<>();
        for (Object value : (List<?>) field.getValue()) {
          values.add(value(value, texts));
        }
        message.setField(descriptor, values);
      } else {
        message.setField(descriptor, value(field.getValue(), texts));
      }
    }
    return message;
  }

  private Object value(Object value, UnaryOperator<String> other) {
    if (value instanceof Message message) {
      return in(message.toBuilder(), other).build();
    }
    if (value instanceof String text) {
      return texts.containsKey(text) ? texts.get(text) : other.apply(text);
    }
    if (value instanceof ByteString bytes) {
      return uuids.getOrDefault(bytes, bytes);
    }
    return value;
  }
}

package io.mesosbatch.job;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A message whose strings may hold placeholders ({@link PlaceholderText}). What has none is shared
 * by all that is made of it.
 */
final class MessageTemplate<M extends Message> {
  private final M message;
  private final List<Hole> holes;

  /** A field to fill: with a text, or with the message that a template gives. */
  private record Hole(FieldDescriptor field, int place, PlaceholderText text, Object template) {
    Object fill(Map<String, String> values) {
      return text != null ? text.fill(values) : ((MessageTemplate<?>) template).fill(values);
    }
  }

  private MessageTemplate(M message, List<Hole> holes) {
    this.message = message;
    this.holes = holes;
  }

  /**
   * @param problems told of placeholders that cannot be read
   */
  static <M extends Message> MessageTemplate<M> of(M message, FieldProblems problems) {
    List<Hole> holes = new ArrayList<>();
    for (Map.Entry<FieldDescriptor, Object> set : message.getAllFields().entrySet()) {
      FieldDescriptor field = set.getKey();
      FieldProblems here = problems.in(field.getName());
      if (field.isMapField()) {
        continue;
      }
      if (!field.isRepeated()) {
        add(field, -1, set.getValue(), here, holes);
        continue;
      }
      List<?> values = (List<?>) set.getValue();
      for (int i = 0; i < values.size(); i++) {
        add(field, i, values.get(i), problems.in(field.getName() + "[" + i + "]"), holes);
      }
    }
    return new MessageTemplate<>(message, List.copyOf(holes));
  }

  private static void add(
      FieldDescriptor field, int place, Object value, FieldProblems problems, List<Hole> holes) {
    if (value instanceof Message inner) {
      MessageTemplate<Message> template = of(inner, problems);
      if (!template.holes.isEmpty()) {
        holes.add(new Hole(field, place, null, template));
      }
    } else if (value instanceof String text && text.contains("@")) {
      try {
        PlaceholderText parsed = PlaceholderText.parse(text);
        if (!parsed.isPlain(text)) {
          holes.add(new Hole(field, place, parsed, null));
        }
      } catch (IllegalArgumentException e) {
        problems.found("", e.getMessage());
      }
    }
  }

  /** The placeholders, in order of appearance. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Hole hole : holes) {
      names.addAll(
          hole.text != null ? hole.text.names() : ((MessageTemplate<?>) hole.template).names());
    }
    return names;
  }

  /** Whether one of these fields of the message has a placeholder in it. */
  boolean varies(Set<Integer> fields) {
    return holes.stream()
        .anyMatch(hole -> fields.contains(hole.field.getNumber()) && !named(hole).isEmpty());
  }

  private static Set<String> named(Hole hole) {
    return hole.text != null ? hole.text.names() : ((MessageTemplate<?>) hole.template).names();
  }

  /**
   * @throws IllegalArgumentException if a placeholder has no value
   */
  @SuppressWarnings("unchecked")
  M fill(Map<String, String> values) {
    if (holes.isEmpty()) {
      return message;
    }
    Message.Builder filled = message.toBuilder();
    for (Hole hole : holes) {
      if (hole.place < 0) {
        filled.setField(hole.field, hole.fill(values));
      } else {
        filled.setRepeatedField(hole.field, hole.place, hole.fill(values));
      }
    }
    return (M) filled.buildPartial();
  }
}

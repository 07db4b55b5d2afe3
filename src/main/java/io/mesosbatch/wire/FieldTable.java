package io.mesosbatch.wire;

import com.fasterxml.jackson.core.io.SerializedString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the JSON codec needs of a message type, worked out once for each descriptor. */
final class FieldTable {
  private static final Map<Descriptor, FieldTable> TABLES = new ConcurrentHashMap<>();

  /** In the order of the schema's text, which is the order in which Mesos writes JSON. */
  final List<Field> fields;

  final boolean hasRequired;
  private final Map<String, Field> byName = new HashMap<>();

  private FieldTable(Descriptor type) {
    fields = type.getFields().stream().map(Field::new).toList();
    hasRequired = type.getFields().stream().anyMatch(FieldDescriptor::isRequired);
    for (Field field : fields) {
      byName.put(field.descriptor.getJsonName(), field);
    }
    for (Field field : fields) {
      byName.put(field.descriptor.getName(), field);
    }
  }

  static FieldTable of(Descriptor type) {
    FieldTable table = TABLES.get(type);
    return table != null ? table : TABLES.computeIfAbsent(type, FieldTable::new);
  }

  /** The field of this name, in snake_case or camelCase; null if there is none. */
  Field field(String name) {
    return byName.get(name);
  }

  /** What to say about a name that this message does not know. */
  String unknown(String name) {
    String simple = simple(name);
    return fields.stream()
        .filter(f -> near(simple(f.descriptor.getName()), simple))
        .findFirst()
        .map(f -> "is not a known field; did you mean " + f.descriptor.getName() + "?")
        .orElse("is not a known field");
  }

  private static String simple(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /** Whether one letter added, left out or changed, or a plural, makes one name of the other. */
  private static boolean near(String a, String b) {
    int front = 0;
    int shorter = Math.min(a.length(), b.length());
    while (front < shorter && a.charAt(front) == b.charAt(front)) {
      front++;
    }
    int back = 0;
    while (back < shorter - front
        && a.charAt(a.length() - 1 - back) == b.charAt(b.length() - 1 - back)) {
      back++;
    }
    return Math.max(a.length(), b.length()) - front - back <= 1 && shorter > 2;
  }

  static final class Field {
    final FieldDescriptor descriptor;
    final SerializedString name;
    final FieldDescriptor.Type type;
    final boolean repeated;
    final boolean map;
    private static final int MAX_NAMES = 12;

    private final Map<String, EnumValueDescriptor> values;

    Field(FieldDescriptor descriptor) {
      this.descriptor = descriptor;
      name = new SerializedString(descriptor.getName());
      type = descriptor.getType();
      repeated = descriptor.isRepeated();
      map = descriptor.isMapField();
      values = type == FieldDescriptor.Type.ENUM ? byName(descriptor.getEnumType()) : Map.of();
    }

    EnumValueDescriptor value(String valueName) {
      return values.get(valueName);
    }

    /** For a message to a reader: all names, or the first few of many. */
    String valueNames() {
      List<String> names =
          descriptor.getEnumType().getValues().stream().map(EnumValueDescriptor::getName).toList();
      return names.size() <= MAX_NAMES
          ? String.join(", ", names)
          : String.join(", ", names.subList(0, MAX_NAMES)) + ", …";
    }

    private static Map<String, EnumValueDescriptor> byName(EnumDescriptor type) {
      Map<String, EnumValueDescriptor> values = new HashMap<>();
      type.getValues().forEach(v -> values.put(v.getName(), v));
      return values;
    }
  }
}

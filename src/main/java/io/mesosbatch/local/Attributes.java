package io.mesosbatch.local;

import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The attributes of an agent in Mesos's text form (Mesos, attributes-resources document). */
final class Attributes {
  private static final Pattern RANGE = Pattern.compile("\\s*(\\d+)\\s*-\\s*(\\d+)\\s*");

  private Attributes() {}

  /**
   * @param text for example "rack:r1;type:public;level:3"; empty: none
   * @throws IllegalArgumentException if a part is not "name:value"; its message shows the part
   */
  static List<Attribute> parse(String text) {
    List<Attribute> attributes = new ArrayList<>();
    for (String part : text.split("[;\n]")) {
      if (!part.isBlank() && !FaultDomainText.isPart(part)) {
        attributes.add(one(part.strip()));
      }
    }
    return attributes;
  }

  private static Attribute one(String part) {
    int colon = part.indexOf(':');
    if (colon <= 0 || colon == part.length() - 1) {
      throw new IllegalArgumentException(
          "Attribute '" + part + "' is not of the form name:value (several are joined by ';')");
    }
    Attribute.Builder attribute = Attribute.newBuilder().setName(part.substring(0, colon));
    String value = part.substring(colon + 1).strip();
    if (value.startsWith("[")) {
      return attribute.setType(Value.Type.RANGES).setRanges(ranges(value, part)).build();
    }
    if (value.startsWith("{")) {
      throw new IllegalArgumentException("Attribute '" + part + "': a set cannot be an attribute");
    }
    try {
      double number = Double.parseDouble(value);
      return attribute
          .setType(Value.Type.SCALAR)
          .setScalar(Value.Scalar.newBuilder().setValue(number))
          .build();
    } catch (NumberFormatException text) {
      return attribute
          .setType(Value.Type.TEXT)
          .setText(Value.Text.newBuilder().setValue(value))
          .build();
    }
  }

  private static Value.Ranges ranges(String value, String part) {
    if (!value.endsWith("]")) {
      throw new IllegalArgumentException("Attribute '" + part + "': the closing ] is missing");
    }
    Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
    for (String range : value.substring(1, value.length() - 1).split(",")) {
      Matcher matcher = RANGE.matcher(range);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "Attribute '" + part + "': '" + range.strip() + "' is not of the form begin-end");
      }
      ranges.addRange(
          Value.Range.newBuilder()
              .setBegin(Long.parseUnsignedLong(matcher.group(1)))
              .setEnd(Long.parseUnsignedLong(matcher.group(2))));
    }
    return ranges.build();
  }
}

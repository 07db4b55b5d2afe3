package io.mesosbatch.resources;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.ReservationInfo;
import io.mesosbatch.mesos.v1.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code cpus:4;mem(role):1024;ports:[31000-32000, 8080-8080];zones:{a,b}} (Mesos
 * documentation, attributes-resources).
 */
final class ResourceParser {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*([^():]+?)\\s*(?:\\(\\s*([^():]*?)\\s*\\)\\s*)?:\\s*(.*?)\\s*", Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]*)?([eE][-+]?[0-9]+)?");
  private static final Pattern RANGE = Pattern.compile("\\s*([0-9]+)\\s*-\\s*([0-9]+)\\s*");

  private ResourceParser() {}

  static List<Resource> parse(String text) {
    List<Resource> resources = new ArrayList<>();
    Map<String, Value.Type> types = new HashMap<>();
    for (String token : text.split(";")) {
      if (token.isBlank()) {
        continue;
      }
      Resource resource = resource(token);
      Value.Type type = types.putIfAbsent(resource.getName(), resource.getType());
      if (type != null && type != resource.getType()) {
        throw new InvalidResourceException(
            "Resource "
                + resource.getName()
                + " stands there as "
                + type
                + " and as "
                + resource.getType()
                + ": give one name one type");
      }
      resources.add(resource);
    }
    return resources;
  }

  private static Resource resource(String token) {
    Matcher parts = TOKEN.matcher(token);
    if (!parts.matches()) {
      throw new InvalidResourceException(
          "Cannot read the resource '" + token.strip() + "': write name:value or name(role):value");
    }
    Resource.Builder resource = Resource.newBuilder().setName(parts.group(1));
    String role = parts.group(2);
    if (role != null && !role.equals(Roles.DEFAULT)) {
      resource.addReservationsBuilder().setType(ReservationInfo.Type.STATIC).setRole(role);
    }
    value(parts.group(3), token.strip(), resource);
    return resource.build();
  }

  private static void value(String value, String token, Resource.Builder resource) {
    if (value.startsWith("[") && value.endsWith("]")) {
      resource.setType(Value.Type.RANGES).setRanges(ranges(value, token));
    } else if (value.startsWith("{") && value.endsWith("}")) {
      resource.setType(Value.Type.SET).getSetBuilder();
      for (String item : value.substring(1, value.length() - 1).split(",")) {
        if (!item.isBlank()) {
          resource.getSetBuilder().addItem(item.strip());
        }
      }
    } else if (NUMBER.matcher(value).matches()) {
      resource.setType(Value.Type.SCALAR).getScalarBuilder().setValue(Double.parseDouble(value));
    } else {
      throw new InvalidResourceException(
          "Cannot read the value of the resource '"
              + token
              + "': write a number from 0 (cpus:1.5), ranges (ports:[31000-32000]) or a set"
              + " (zones:{a,b})");
    }
  }

  private static Value.Ranges ranges(String value, String token) {
    Ranges all = Ranges.EMPTY;
    String inner = value.substring(1, value.length() - 1);
    for (String range : inner.isBlank() ? new String[0] : inner.split(",")) {
      Matcher ends = RANGE.matcher(range);
      if (!ends.matches()) {
        throw new InvalidResourceException(
            "Cannot read the range '"
                + range.strip()
                + "' of the resource '"
                + token
                + "': write begin-end, as in ports:[31000-32000]");
      }
      all = all.plus(Ranges.of(number(ends.group(1), token), number(ends.group(2), token)));
    }
    return all.toProto();
  }

  private static long number(String digits, String token) {
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw new InvalidResourceException(
          "The number " + digits + " of the resource '" + token + "' is too large");
    }
  }
}

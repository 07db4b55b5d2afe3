package io.mesosbatch.job;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Guesses which field of a message a misspelt name means. */
final class NearestField {
  private NearestField() {}

  /**
   * @param path of the unknown field, for instance {@code command.env[0]}
   * @param roots the messages whose fields stand side by side where the path begins
   */
  static Optional<String> of(String path, Descriptor... roots) {
    String[] names = path.replaceAll("\\[[0-9]+]", "").split("\\.", -1);
    List<Descriptor> parents = List.of(roots);
    for (int i = 0; i < names.length - 1; i++) {
      FieldDescriptor field = field(names[i], parents);
      if (field == null || field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        return Optional.empty();
      }
      parents = List.of(field.getMessageType());
    }
    return nearest(names[names.length - 1], parents);
  }

  private static FieldDescriptor field(String name, List<Descriptor> parents) {
    for (FieldDescriptor field : fields(parents)) {
      if (field.getName().equals(name) || field.getJsonName().equals(name)) {
        return field;
      }
    }
    return null;
  }

  private static List<FieldDescriptor> fields(List<Descriptor> parents) {
    List<FieldDescriptor> fields = new ArrayList<>();
    parents.forEach(parent -> fields.addAll(parent.getFields()));
    return fields;
  }

  private static Optional<String> nearest(String name, List<Descriptor> parents) {
    String wanted = plain(name);
    String best = null;
    int least = wanted.length() / 3 + 1;
    for (FieldDescriptor field : fields(parents)) {
      String known = plain(field.getName());
      int distance = abbreviates(wanted, known) ? 1 : Spelling.distance(wanted, known);
      if (distance < least) {
        least = distance;
        best = field.getName();
      }
    }
    return Optional.ofNullable(best);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /** {@code cmd} abbreviates {@code command}. */
  private static boolean abbreviates(String shorter, String known) {
    if (shorter.length() < 3 || known.charAt(0) != shorter.charAt(0)) {
      return false;
    }
    int at = 0;
    for (int i = 0; i < known.length() && at < shorter.length(); i++) {
      if (known.charAt(i) == shorter.charAt(at)) {
        at++;
      }
    }
    return at == shorter.length();
  }
}

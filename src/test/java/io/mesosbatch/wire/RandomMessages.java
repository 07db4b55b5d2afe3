package io.mesosbatch.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Random;

/** Messages with random values in random fields, all required ones among them. */
final class RandomMessages {
  private static final int MAX_DEPTH = 6;
  private static final double[] DOUBLES = {
    0,
    -0.0,
    1,
    15,
    0.001,
    1e-7,
    1e7,
    123456789.125,
    1e15,
    1e21,
    1e22,
    1e-300,
    Double.MAX_VALUE,
    Double.MIN_VALUE,
    1795296117.9439288,
    -2.5,
    2e-3,
    1e23
  };
  private static final long[] LONGS = {
    0, 1, -1, 15, 1L << 31, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE
  };
  private static final String[] STRINGS = {
    "", "a", "\"\\/\b\f\n\r\t\u0001\u007f", "grüße", "日本", "😀", "</script>", "a b", "\u2028"
  };

  private final Random random;

  RandomMessages(Random random) {
    this.random = random;
  }

  Message fill(Message.Builder into) {
    return fill(into, 0).build();
  }

  private Message.Builder fill(Message.Builder into, int depth) {
    for (FieldDescriptor field : into.getDescriptorForType().getFields()) {
      boolean wanted = depth < MAX_DEPTH && random.nextInt(3) == 0;
      if (field.isMapField()) {
        if (wanted) {
          into.addRepeatedField(field, entry(into, field, depth));
        }
      } else if (field.isRepeated()) {
        for (int n = wanted ? 1 + random.nextInt(2) : 0; n > 0; n--) {
          into.addRepeatedField(field, value(into, field, depth));
        }
      } else if (wanted || field.isRequired()) {
        into.setField(field, value(into, field, depth));
      }
    }
    return into;
  }

  private Message entry(Message.Builder into, FieldDescriptor field, int depth) {
    Message.Builder entry = into.newBuilderForField(field);
    for (FieldDescriptor part : field.getMessageType().getFields()) {
      entry.setField(part, value(entry, part, depth));
    }
    return entry.build();
  }

  private Object value(Message.Builder into, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case MESSAGE -> fill(into.newBuilderForField(field), depth + 1).build();
      case ENUM -> {
        List<?> values = field.getEnumType().getValues();
        yield values.get(random.nextInt(values.size()));
      }
      case STRING -> STRINGS[random.nextInt(STRINGS.length)];
      case BYTE_STRING -> {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        yield ByteString.copyFrom(bytes);
      }
      case BOOLEAN -> random.nextBoolean();
      case DOUBLE ->
          random.nextBoolean()
              ? DOUBLES[random.nextInt(DOUBLES.length)]
              : (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(40) - 20);
      case FLOAT -> random.nextFloat();
      case LONG -> random.nextBoolean() ? LONGS[random.nextInt(LONGS.length)] : random.nextLong();
      case INT -> random.nextBoolean() ? random.nextInt(10) : random.nextInt();
    };
  }
}

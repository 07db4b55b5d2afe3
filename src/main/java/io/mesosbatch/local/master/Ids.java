package io.mesosbatch.local.master;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.OfferID;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** The ids that one master gives out, and the rule for ids that others choose. */
final class Ids {
  private final String master = UUID.randomUUID().toString();
  private long frameworks;
  private long agents;
  private long offers;

  String master() {
    return master;
  }

  FrameworkID nextFramework() {
    String number = Long.toString(frameworks++);
    String padded = "0".repeat(Math.max(0, 4 - number.length())) + number;
    return FrameworkID.newBuilder().setValue(master + "-" + padded).build();
  }

  AgentID nextAgent() {
    return AgentID.newBuilder().setValue(master + "-S" + agents++).build();
  }

  OfferID nextOffer() {
    return OfferID.newBuilder().setValue(master + "-O" + offers++).build();
  }

  static ByteString uuid() {
    UUID uuid = UUID.randomUUID();
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits()).flip();
    return ByteString.copyFrom(bytes);
  }

  /** What is wrong with an id; such ids become names of directories. */
  static Optional<String> problem(String id) {
    if (id.isEmpty()) {
      return Optional.of("ID must not be empty");
    }
    if (id.length() > 255) {
      return Optional.of("ID must not be greater than 255 characters");
    }
    if (id.equals(".") || id.equals("..")) {
      return Optional.of("'" + id + "' is disallowed");
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c < 0x20 || c == 0x7f || c == '/' || c == '\\') {
        return Optional.of("'" + id + "' contains invalid characters");
      }
    }
    return Optional.empty();
  }
}

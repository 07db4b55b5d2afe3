package io.mesosbatch.local;

import io.mesosbatch.mesos.v1.AgentInfo;
import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.resources.Resources;

/** Makes an AgentInfo of an {@link AgentSpec}. */
public final class AgentText {
  private AgentText() {}

  /**
   * @param port where the agent answers
   * @throws IllegalArgumentException if the resources or attributes cannot be read
   */
  public static AgentInfo info(AgentSpec spec, int port) {
    AgentInfo.Builder info =
        AgentInfo.newBuilder()
            .setHostname(spec.hostname())
            .setPort(port)
            .addAllResources(Resources.parse(spec.resources()).toProto());
    for (String part : spec.attributes().split(";")) {
      if (!part.isBlank()) {
        info.addAttributes(attribute(part.trim()));
      }
    }
    return info.build();
  }

  private static Attribute attribute(String part) {
    int colon = part.indexOf(':');
    if (colon <= 0 || colon == part.length() - 1) {
      throw new IllegalArgumentException(
          "attribute '" + part + "' is not of the form name:value (as in rack:r1;type:public)");
    }
    String text = part.substring(colon + 1).trim();
    Attribute.Builder attribute = Attribute.newBuilder().setName(part.substring(0, colon).trim());
    if (text.matches("[+-]?[0-9]+(\\.[0-9]+)?")) {
      attribute.setType(Value.Type.SCALAR).getScalarBuilder().setValue(Double.parseDouble(text));
    } else if (text.startsWith("[")) {
      var ranges = Resources.parse(attribute.getName() + ":" + text).toProto().get(0).getRanges();
      attribute.setType(Value.Type.RANGES).setRanges(ranges);
    } else {
      attribute.setType(Value.Type.TEXT).getTextBuilder().setValue(text);
    }
    return attribute.build();
  }
}

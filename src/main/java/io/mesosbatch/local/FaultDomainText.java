package io.mesosbatch.local;

import io.mesosbatch.mesos.v1.DomainInfo;
import java.util.Optional;

/** The fault domain of an agent among its attributes: "@region:eu;@zone:eu-1;rack:r1". */
final class FaultDomainText {
  private static final String REGION = "@region:";
  private static final String ZONE = "@zone:";

  private FaultDomainText() {}

  static boolean isPart(String text) {
    return text.strip().startsWith("@");
  }

  /**
   * @throws IllegalArgumentException if there is a region without a zone, or a zone without a
   *     region (Mesos knows both or none), or another name with an @
   */
  static Optional<DomainInfo> parse(String attributes) {
    String region = "";
    String zone = "";
    for (String part : attributes.split("[;\n]")) {
      String text = part.strip();
      if (text.startsWith(REGION)) {
        region = text.substring(REGION.length()).strip();
      } else if (text.startsWith(ZONE)) {
        zone = text.substring(ZONE.length()).strip();
      } else if (isPart(text)) {
        throw new IllegalArgumentException(
            "Attribute '" + text + "': with an @ there are only @region:NAME and @zone:NAME");
      }
    }
    if (region.isEmpty() && zone.isEmpty()) {
      return Optional.empty();
    }
    if (region.isEmpty() || zone.isEmpty()) {
      throw new IllegalArgumentException(
          "Attributes '" + attributes + "': a fault domain has both @region:NAME and @zone:NAME");
    }
    DomainInfo.Builder domain = DomainInfo.newBuilder();
    domain.getFaultDomainBuilder().getRegionBuilder().setName(region);
    domain.getFaultDomainBuilder().getZoneBuilder().setName(zone);
    return Optional.of(domain.build());
  }
}

package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.DomainInfo;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.resources.FixedPoint;
import io.mesosbatch.v1.Constraint.Operator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What constraints can be about: an agent's attributes, its hostname, region and zone. */
final class AgentTraits {
  static final String HOSTNAME = "hostname";
  static final String REGION = "@region";
  static final String ZONE = "@zone";

  /** Aurora's: an agent with it runs only tasks that ask for it. */
  static final String DEDICATED = "dedicated";

  private final Map<String, List<Attribute>> attributes = new HashMap<>();

  static AgentTraits of(Offer offer) {
    AgentTraits traits = new AgentTraits();
    offer.getAttributesList().forEach(traits::add);
    traits.add(text(HOSTNAME, offer.getHostname()));
    DomainInfo.FaultDomain domain = offer.getDomain().getFaultDomain();
    if (domain.hasRegion()) {
      traits.add(text(REGION, domain.getRegion().getName()));
    }
    if (domain.hasZone()) {
      traits.add(text(ZONE, domain.getZone().getName()));
    }
    return traits;
  }

  /** Of an agent of which no more is known; its attributes may be there all the same. */
  static AgentTraits ofHost(String hostname) {
    AgentTraits traits = new AgentTraits();
    if (!hostname.isEmpty()) {
      traits.add(text(HOSTNAME, hostname));
    }
    return traits;
  }

  private void add(Attribute attribute) {
    attributes.computeIfAbsent(attribute.getName(), name -> new ArrayList<>(1)).add(attribute);
  }

  private static Attribute text(String name, String value) {
    return Attribute.newBuilder()
        .setName(name)
        .setType(Value.Type.TEXT)
        .setText(Value.Text.newBuilder().setValue(value))
        .build();
  }

  boolean dedicated() {
    return attributes.containsKey(DEDICATED);
  }

  /** All values of the attribute as one, for counting; null without the attribute. */
  String group(String attribute) {
    List<String> texts = texts(attribute);
    return switch (texts.size()) {
      case 0 -> null;
      case 1 -> texts.get(0);
      default -> String.join(",", new TreeSet<>(texts));
    };
  }

  /**
   * As far as the agent alone decides.
   *
   * @param pattern that of the rule; null if it has none
   */
  boolean satisfies(PlacementRule rule, ValuePattern pattern) {
    if (pattern != null) {
      boolean like = rule.operator() == Operator.LIKE;
      return pattern.matchesAny(texts(rule.attribute())).map(any -> any == like).orElse(false);
    }
    if (rule.grouping()) {
      return attributes.containsKey(rule.attribute());
    }
    return attributes.getOrDefault(rule.attribute(), List.of()).stream()
        .anyMatch(attribute -> is(attribute, rule.value()));
  }

  /** Whether its expression is too hard to compare with the values here: it holds for none. */
  boolean tooHard(PlacementRule rule, ValuePattern pattern) {
    return pattern != null && pattern.matchesAny(texts(rule.attribute())).isEmpty();
  }

  private List<String> texts(String name) {
    List<String> texts = new ArrayList<>(1);
    for (Attribute attribute : attributes.getOrDefault(name, List.of())) {
      if (attribute.getType() == Value.Type.SET) {
        texts.addAll(attribute.getSet().getItemList());
      } else {
        texts.add(text(attribute));
      }
    }
    return texts;
  }

  /** Its value, for people and for comparisons. */
  static String text(Attribute attribute) {
    return switch (attribute.getType()) {
      case SCALAR -> FixedPoint.toString(thousandths(attribute));
      case RANGES -> ranges(attribute);
      case SET -> "{" + String.join(",", attribute.getSet().getItemList()) + "}";
      default -> attribute.getText().getValue();
    };
  }

  private static boolean is(Attribute attribute, String value) {
    return switch (attribute.getType()) {
      case SCALAR -> isScalar(attribute, value);
      case RANGES -> ranges(attribute).equals(value.replace(" ", ""));
      case SET ->
          value.startsWith("{")
              && value.endsWith("}")
              && items(value).equals(new TreeSet<>(attribute.getSet().getItemList()));
      default -> attribute.getText().getValue().equals(value);
    };
  }

  private static boolean isScalar(Attribute attribute, String value) {
    try {
      return Math.round(Double.parseDouble(value) * 1000) == thousandths(attribute);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static TreeSet<String> items(String set) {
    TreeSet<String> items = new TreeSet<>();
    for (String item : set.substring(1, set.length() - 1).split(",")) {
      items.add(item.strip());
    }
    return items;
  }

  private static long thousandths(Attribute attribute) {
    return Math.round(attribute.getScalar().getValue() * 1000);
  }

  private static String ranges(Attribute attribute) {
    List<String> ranges = new ArrayList<>();
    for (Value.Range range : attribute.getRanges().getRangeList()) {
      ranges.add(range.getBegin() + "-" + range.getEnd());
    }
    return "[" + String.join(",", ranges) + "]";
  }
}

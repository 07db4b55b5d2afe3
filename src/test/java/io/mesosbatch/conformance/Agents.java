package io.mesosbatch.conformance;

import io.mesosbatch.mesos.v1.Attribute;
import java.util.List;
import java.util.Map;

/** The two agents are told apart by their attribute "rack". */
final class Agents {
  private Agents() {}

  static String rack(List<Attribute> attributes) {
    for (Attribute attribute : attributes) {
      if (attribute.getName().equals("rack")) {
        return attribute.getText().getValue();
      }
    }
    throw new AssertionError("an agent without rack: " + attributes);
  }

  /** From the answers to GET_AGENTS. */
  static void match(String recorded, String own, Substitution ids) {
    for (Object agent : agents(recorded)) {
      for (Object candidate : agents(own)) {
        if (JsonText.print(info(agent).get("attributes"))
            .equals(JsonText.print(info(candidate).get("attributes")))) {
          ids.put(id(agent), id(candidate));
        }
      }
    }
  }

  private static List<?> agents(String response) {
    Map<String, Object> body = JsonText.object(JsonText.parse(response));
    return (List<?>) JsonText.object(body.get("get_agents")).get("agents");
  }

  private static Map<String, Object> info(Object agent) {
    return JsonText.object(JsonText.object(agent).get("agent_info"));
  }

  private static String id(Object agent) {
    return (String) JsonText.object(info(agent).get("id")).get("value");
  }
}

package io.mesosbatch.operator;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.resources.Resources;
import java.util.List;

/**
 * One call of the operator API that is to be made.
 *
 * @param role of the last reservation
 * @param resources as the call wants them; none of the kinds knows an empty list
 */
public record Step(Kind kind, AgentView agent, String role, List<Resource> resources) {
  /** The calls. */
  public enum Kind {
    RESERVE("reserve", "reserved"),
    UNRESERVE("unreserve", "unreserved"),
    CREATE("create", "created"),
    DESTROY("destroy", "destroyed");

    final String verb;
    final String done;

    Kind(String verb, String done) {
      this.verb = verb;
      this.done = done;
    }
  }

  public Step {
    resources = List.copyOf(resources);
  }

  /** Before, and after. */
  public String describe(boolean done) {
    String amount =
        switch (kind) {
          case RESERVE, UNRESERVE -> Resources.of(resources).toUnreserved().toString();
          case CREATE, DESTROY -> "volume " + Resources.of(resources).toUnreserved();
        };
    String to = kind == Kind.RESERVE ? " for " : " of ";
    return agent + ": " + (done ? kind.done : kind.verb) + " " + amount + to + role;
  }
}

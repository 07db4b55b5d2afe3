package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.AgentInfo;
import io.mesosbatch.mesos.v1.Operation;
import io.mesosbatch.resources.Resources;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * An agent as its HTTP API shows it. Valid only while the reader runs: the agent stands still for
 * it.
 *
 * @param info with the id
 * @param startTime seconds since 1970
 */
record AgentSnapshot(
    AgentInfo info,
    Resources total,
    double startTime,
    Collection<FrameworkRecord> frameworks,
    Collection<FrameworkRecord> completedFrameworks,
    List<Operation> operations) {

  /** Gives a look at the agent. */
  interface Source {
    <T> T read(Function<AgentSnapshot, T> reader);
  }
}

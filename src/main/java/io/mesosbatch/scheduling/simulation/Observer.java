package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.scheduling.Effect;
import java.util.List;

/** Watches a simulation. */
public interface Observer {
  Observer NONE = new Observer() {};

  /** The framework has stored the changes, and is about to send the effects. */
  default void committed(List<Change> changes, List<Effect> effects, long now) {}

  /** A task begins to run on an agent. */
  default void started(String mesosTaskId, String agentId, long now) {}

  /** A task no longer runs, whether or not anyone hears of it. */
  default void stopped(String mesosTaskId, String agentId, TaskState state, long now) {}

  /** The framework starts anew from what it has stored. */
  default void restarted(long now) {}

  /** A job that had ended is to run again, for what did not finish. */
  default void rerun(long job) {}
}

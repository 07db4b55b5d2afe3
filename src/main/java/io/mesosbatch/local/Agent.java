package io.mesosbatch.local;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.AgentInfo;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.KillPolicy;
import io.mesosbatch.mesos.v1.Operation;
import io.mesosbatch.mesos.v1.TaskGroupInfo;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import java.util.Optional;

/**
 * An agent as the master sees it: this interface stands for the messages from master to agent.
 *
 * <p>The master calls every method on its single thread: each must return at once, and do its work
 * elsewhere. A call for a task, executor or operation that the agent does not know is ignored,
 * except {@link #kill}, which answers with TASK_DROPPED, as the agent in Mesos does.
 */
public interface Agent {
  /**
   * What the agent registers with: hostname, port, attributes, and the resources it was given (no
   * dynamic reservations). The id is unset until {@link #registered}.
   */
  AgentInfo info();

  /** What the agent holds now; a new master learns it when the agent registers again. */
  AgentState state();

  /** The master knows the agent under this id; from now on the agent may speak to the listener. */
  void registered(AgentID id, AgentListener master);

  /** Runs a task under the command executor, or under the executor that the task names. */
  void launch(FrameworkInfo framework, TaskInfo task);

  /** Runs a task group under its executor, all or nothing. */
  void launchGroup(FrameworkInfo framework, ExecutorInfo executor, TaskGroupInfo group);

  /** Kills a task. The policy, if present, goes before the task's own. */
  void kill(FrameworkID framework, TaskID task, Optional<KillPolicy> policy);

  /** The framework has acknowledged the status update of this task with this uuid (16 bytes). */
  void acknowledge(FrameworkID framework, TaskID task, ByteString uuid);

  void message(FrameworkID framework, ExecutorID executor, ByteString data);

  void shutdownExecutor(FrameworkID framework, ExecutorID executor);

  /**
   * The framework has subscribed again or changed: updates that it has not acknowledged are sent
   * again at once.
   */
  void updateFramework(FrameworkInfo framework);

  /** Ends all executors of a framework that is gone. Its updates need no acknowledgement. */
  void shutdownFramework(FrameworkID framework);

  /**
   * Applies a RESERVE, UNRESERVE, CREATE, DESTROY, GROW_VOLUME or SHRINK_VOLUME that the master has
   * checked. If its info has an id, the agent answers with operation updates, sent again until
   * acknowledged.
   */
  void apply(Operation operation);

  /** The framework has acknowledged the status with this uuid of the operation with this uuid. */
  void acknowledgeOperation(ByteString operationUuid, ByteString statusUuid);

  /** Ends all tasks and says {@link AgentListener#stopped}, as a real agent does at SIGUSR1. */
  void shutdown();

  /** Ends all tasks and frees everything, saying nothing: the program ends. */
  void close();
}

package io.mesosbatch.local;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;

/**
 * The master as an agent sees it: the messages from agent to master. May be called from any thread;
 * returns at once. Messages from one thread arrive in order.
 */
public interface AgentListener {
  /**
   * A status update, complete: agent_id, source, timestamp and uuid are set. The agent sends it
   * again until {@link Agent#acknowledge} (see {@link StatusUpdates}), the updates of one task in
   * order.
   *
   * @param latest the newest state of the task, which may be ahead of the update's: the master
   *     frees the task's resources as soon as it is terminal
   */
  void statusUpdate(AgentID agent, FrameworkID framework, TaskStatus status, TaskState latest);

  /** The state of an operation, sent again until {@link Agent#acknowledgeOperation}. */
  void operationUpdate(
      AgentID agent, FrameworkID framework, ByteString operationUuid, OperationStatus status);

  /**
   * An executor of the framework (not the command executor) has ended.
   *
   * @param status the wait status of the process: exit code times 256, or the signal
   */
  void executorExited(AgentID agent, FrameworkID framework, ExecutorID executor, int status);

  void executorMessage(AgentID agent, FrameworkID framework, ExecutorID executor, ByteString data);

  /** The agent has shut down in an orderly way; its tasks are lost. */
  void stopped(AgentID agent);
}

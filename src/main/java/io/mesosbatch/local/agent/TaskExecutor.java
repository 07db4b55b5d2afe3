package io.mesosbatch.local.agent;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.ContainerID;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.KillPolicy;
import io.mesosbatch.mesos.v1.TaskID;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An executor of one framework on this agent, with its tasks. Safe for any thread. */
sealed interface TaskExecutor permits CommandExecutor, DefaultExecutor, CustomExecutor {
  ExecutorInfo info();

  ContainerID container();

  /** The sandbox, as a path that may not be made yet. */
  Path directory();

  /** Ignored for a task that it does not have. */
  void kill(TaskID task, Optional<KillPolicy> policy);

  /** Ends all tasks, with updates. */
  void shutdown();

  /** Ends all tasks without a word. */
  void discard();

  /** Whether nothing of it runs. Takes no lock. */
  boolean ended();

  /** Those that run now. */
  List<TaskProcess> processes();

  /** Whether the agent made it for one task: then the master does not know it. */
  boolean generated();

  /** How its process ended. */
  int waitStatus();

  /** The framework has acknowledged an update. */
  default void acknowledged(TaskID task, ByteString uuid) {}

  /** A message of the framework; only an executor of its own understands it. */
  default void message(ByteString data) {}
}

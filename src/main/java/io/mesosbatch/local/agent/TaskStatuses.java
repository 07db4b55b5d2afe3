package io.mesosbatch.local.agent;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.CheckInfo;
import io.mesosbatch.mesos.v1.CheckStatusInfo;
import io.mesosbatch.mesos.v1.ContainerStatus;
import io.mesosbatch.mesos.v1.NetworkInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.TaskStatus.Source;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.UUID;

/** Builds status updates with the fields that recorded ones have. */
final class TaskStatuses {
  private static final NetworkInfo LOOPBACK =
      NetworkInfo.newBuilder()
          .addIpAddresses(
              NetworkInfo.IPAddress.newBuilder()
                  .setProtocol(NetworkInfo.Protocol.IPv4)
                  .setIpAddress("127.0.0.1"))
          .build();

  private TaskStatuses() {}

  static TaskStatus.Builder create(Launch launch, TaskState state, Source source) {
    TaskStatus.Builder status =
        TaskStatus.newBuilder()
            .setTaskId(launch.task().getTaskId())
            .setState(state)
            .setSource(source)
            .setAgentId(launch.agent())
            .setExecutorId(launch.executor())
            .setTimestamp(now())
            .setUuid(uuid());
    if (source == Source.SOURCE_EXECUTOR && launch.task().hasCheck()) {
      status.setCheckStatus(noCheckYet(launch.task().getCheck()));
    }
    return status;
  }

  /** The same status as a new update. */
  static TaskStatus.Builder renew(TaskStatus last) {
    return last.toBuilder().setTimestamp(now()).setUuid(uuid()).clearMessage();
  }

  /**
   * @param pid of the running process; empty: the container is not, or no longer, there
   */
  static ContainerStatus container(Launch launch, OptionalLong pid) {
    ContainerStatus.Builder container =
        ContainerStatus.newBuilder().setContainerId(launch.container());
    if (pid.isPresent()) {
      container.addNetworkInfos(LOOPBACK).setExecutorPid((int) pid.getAsLong());
    }
    return container.build();
  }

  static boolean isTerminal(TaskState state) {
    return switch (state) {
      case TASK_STAGING, TASK_STARTING, TASK_RUNNING, TASK_KILLING -> false;
      case TASK_UNREACHABLE, TASK_UNKNOWN -> false;
      case TASK_FINISHED, TASK_FAILED, TASK_KILLED, TASK_ERROR -> true;
      case TASK_LOST, TASK_DROPPED, TASK_GONE, TASK_GONE_BY_OPERATOR -> true;
    };
  }

  static ByteString uuid() {
    UUID uuid = UUID.randomUUID();
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    return ByteString.copyFrom(bytes.flip());
  }

  /** Seconds since 1970, to the microsecond. */
  static double now() {
    Instant now = Instant.now();
    return now.getEpochSecond() + now.getNano() / 1000 / 1e6;
  }

  private static CheckStatusInfo noCheckYet(CheckInfo check) {
    CheckStatusInfo.Builder status = CheckStatusInfo.newBuilder().setType(check.getType());
    switch (check.getType()) {
      case COMMAND -> status.setCommand(CheckStatusInfo.Command.getDefaultInstance());
      case HTTP -> status.setHttp(CheckStatusInfo.Http.getDefaultInstance());
      case TCP -> status.setTcp(CheckStatusInfo.Tcp.getDefaultInstance());
      case UNKNOWN -> {}
    }
    return status.build();
  }
}

package io.mesosbatch.store;

import com.google.protobuf.ByteString;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.ContainerStatus;
import io.mesosbatch.mesos.v1.Environment;
import io.mesosbatch.mesos.v1.NetworkInfo;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.scheduling.Change;

/** Tasks, statuses and changes of the size that real ones have. */
public final class Tasks {
  private static final String AGENT = "7f3c2a50-9d7c-4f3e-8a53-6c2f4f0f8b1e-S17";

  private Tasks() {}

  public static TaskInfo task(String id) {
    CommandInfo.Builder command =
        CommandInfo.newBuilder()
            .setValue("/opt/tools/convert --input=s3://bucket/in/" + id + " --output=/out/" + id)
            .setEnvironment(
                Environment.newBuilder()
                    .addVariables(variable("AWS_DEFAULT_REGION", "eu-central-1"))
                    .addVariables(variable("INPUT_ID", id)));
    return TaskInfo.newBuilder()
        .setName("convert " + id)
        .setTaskId(TaskID.newBuilder().setValue(id))
        .addResources(scalar("cpus", 0.5))
        .addResources(scalar("mem", 256))
        .setCommand(command)
        .buildPartial();
  }

  private static Environment.Variable variable(String name, String value) {
    return Environment.Variable.newBuilder().setName(name).setValue(value).build();
  }

  private static Resource scalar(String name, double value) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value))
        .build();
  }

  public static TaskStatus status(String mesosTaskId, TaskState state) {
    return TaskStatus.newBuilder()
        .setTaskId(TaskID.newBuilder().setValue(mesosTaskId))
        .setState(state)
        .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
        .setAgentId(AgentID.newBuilder().setValue(AGENT))
        .setTimestamp(1_760_000_000.25)
        .setUuid(ByteString.copyFromUtf8("0123456789abcdef"))
        .setContainerStatus(
            ContainerStatus.newBuilder()
                .addNetworkInfos(
                    NetworkInfo.newBuilder()
                        .addIpAddresses(
                            NetworkInfo.IPAddress.newBuilder().setIpAddress("10.0.0.7"))))
        .build();
  }

  public static Change.Launched launched(TaskKey task, int attempt, long at) {
    return new Change.Launched(
        task, attempt, AGENT, "agent17.example.org", "http://agent17.example.org:5051", at);
  }
}

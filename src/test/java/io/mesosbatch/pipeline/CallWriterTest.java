package io.mesosbatch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.ContainerInfo;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.Labels;
import io.mesosbatch.mesos.v1.Offer.Operation;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.scheduling.Effect;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.MemoryJobStore;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.TaskPolicy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallWriterTest {
  private static final int DEPTH = 6;
  private static final Resources TAKEN = Resources.parse("cpus:1;mem:100").allocatedTo("web");
  private static final Resources EXECUTOR = Resources.parse("cpus:0.1;mem:32").allocatedTo("web");

  private final MemoryJobStore store = new MemoryJobStore();

  /** Every field, down to a depth, has a value other than its default. */
  private static Message filled(Message.Builder into, int depth) {
    for (FieldDescriptor field : into.getDescriptorForType().getFields()) {
      boolean message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
      if (message && depth == 0 && !field.isRequired()) {
        continue;
      }
      Object value = message ? filled(into.newBuilderForField(field), depth - 1) : scalar(field);
      if (field.isRepeated()) {
        into.addRepeatedField(field, value);
      } else {
        into.setField(field, value);
      }
    }
    return into.build();
  }

  private static Object scalar(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case ENUM -> {
        var values = field.getEnumType().getValues();
        yield values.get(values.size() - 1);
      }
      case STRING -> field.getName() + "-" + field.getNumber();
      case BYTE_STRING -> ByteString.copyFromUtf8(field.getName());
      case BOOLEAN -> !((boolean) field.getDefaultValue());
      case DOUBLE -> 1.5 + field.getNumber();
      case FLOAT -> 1.5f + field.getNumber();
      case LONG -> 1_000_000_000_000L + field.getNumber();
      default -> 1_000 + field.getNumber();
    };
  }

  private JobRecord job(Job header, TaskSpec... tasks) {
    store.commit(List.of(new Change.FrameworkIdentified("fw", 1)));
    JobDraft draft = store.draft();
    for (TaskSpec task : tasks) {
      draft.add(task);
    }
    return draft.commit(header, Optional.empty(), "test", 1).job();
  }

  private List<Operation> operations(
      List<Effect.Launch> launches, List<Effect.LaunchGroup> groups) {
    Effect accept =
        new Effect.Accept(
            List.of(OfferID.newBuilder().setValue("o").build()),
            "S1",
            List.of(),
            launches,
            groups,
            5);
    List<Call> calls = new CallWriter(store).calls(List.of(accept));
    assertThat(calls).hasSize(1);
    return calls.get(0).getAccept().getOperationsList();
  }

  @Test
  void whateverATaskInfoHasPassesThrough() {
    // Labels would be read: mesosbatch.ports is one of them.
    TaskInfo given = (TaskInfo) filled(TaskInfo.newBuilder(), DEPTH);
    for (FieldDescriptor field : TaskInfo.getDescriptor().getFields()) {
      assertThat(given.getAllFields()).containsKey(field);
    }
    JobRecord job = job(Job.newBuilder().setId("j").build(), new TaskSpec(given));

    List<Operation> operations =
        operations(
            List.of(
                new Effect.Launch(
                    new TaskKey(job.number(), 0),
                    1,
                    TAKEN.toProto(),
                    new Effect.Executor(EXECUTOR.toProto(), true))),
            List.of());

    TaskInfo sent = operations.get(0).getLaunch().getTaskInfos(0);
    TaskInfo.Builder expected = given.toBuilder();
    expected.getTaskIdBuilder().setValue(given.getTaskId().getValue() + ".j.0.1");
    expected.getAgentIdBuilder().setValue("S1");
    expected.clearResources().addAllResources(TAKEN.toProto());
    expected.getExecutorBuilder().clearResources().addAllResources(EXECUTOR.toProto());
    assertThat(sent).isEqualTo(expected.build());
  }

  private static TaskSpec member(String id) {
    TaskInfo task =
        ((TaskInfo) filled(TaskInfo.newBuilder(), DEPTH))
            .toBuilder()
                .clearExecutor()
                .setTaskId(io.mesosbatch.mesos.v1.TaskID.newBuilder().setValue(id))
                .setLabels(Labels.getDefaultInstance())
                .buildPartial();
    return new TaskSpec(task, TaskPolicy.newBuilder().setGroup("g").build());
  }

  @Test
  void aGroupHasADefaultExecutorOfItsOwn() {
    Job.Builder header = Job.newBuilder().setId("j");
    header
        .addGroupsBuilder()
        .getContainerBuilder()
        .setType(ContainerInfo.Type.MESOS)
        .setHostname("together");
    JobRecord job = job(header.build(), member("a"), member("b"));
    List<Effect.Launch> tasks =
        List.of(0, 1).stream()
            .map(
                i ->
                    new Effect.Launch(
                        new TaskKey(job.number(), i),
                        2,
                        TAKEN.toProto(),
                        new Effect.Executor(List.of(), false)))
            .toList();

    List<Operation> operations =
        operations(List.of(), List.of(new Effect.LaunchGroup(tasks, EXECUTOR.toProto())));

    assertThat(operations).hasSize(1);
    assertThat(operations.get(0).getType()).isEqualTo(Operation.Type.LAUNCH_GROUP);
    Operation.LaunchGroup launch = operations.get(0).getLaunchGroup();
    ExecutorInfo executor = launch.getExecutor();
    assertThat(executor.getType()).isEqualTo(ExecutorInfo.Type.DEFAULT);
    assertThat(executor.getExecutorId().getValue()).isEqualTo("g.j.0.2");
    assertThat(executor.getFrameworkId().getValue()).isEqualTo("fw");
    assertThat(executor.getResourcesList()).isEqualTo(EXECUTOR.toProto());
    assertThat(executor.getContainer().getHostname()).isEqualTo("together");
    assertThat(executor.hasCommand()).isFalse();
    TaskInfo.Builder expected = member("b.j.1.2").info().toBuilder();
    expected.getAgentIdBuilder().setValue("S1");
    expected.clearResources().addAllResources(TAKEN.toProto());
    assertThat(launch.getTaskGroup().getTasks(1)).isEqualTo(expected.build());
  }
}

package io.mesosbatch.component;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.OperationID;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.Request;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;

/** Makes calls of an operation, a body and headers. */
final class CallFactory {
  private final Call.Type type;
  private final Message message;
  private final Double refuseSeconds;

  /**
   * @param refuseSeconds the endpoint's, null if not set; the header wins
   */
  CallFactory(Call.Type type, Message message, Double refuseSeconds) {
    this.type = type;
    this.message = message;
    this.refuseSeconds =
        message.getHeader(MesosConstants.REFUSE_SECONDS, refuseSeconds, Double.class);
  }

  /**
   * The calls, in order; most operations make one, KILL and the acknowledgements one for each thing
   * in the body.
   *
   * @throws IllegalArgumentException says what is missing
   */
  List<Call> calls() throws InvalidPayloadException {
    Object body = message.getBody();
    FieldDescriptor field =
        Call.getDescriptor().findFieldByName(type.name().toLowerCase(Locale.ROOT));
    if (field != null
        && body instanceof com.google.protobuf.Message own
        && own.getDescriptorForType() == field.getMessageType()) {
      return List.of(Call.newBuilder().setType(type).setField(field, own).build());
    }
    return switch (type) {
      case ACCEPT, DECLINE, ACCEPT_INVERSE_OFFERS, DECLINE_INVERSE_OFFERS ->
          List.of(new OfferAnswer(type, message, refuseSeconds).call());
      case REVIVE -> one(call().setRevive(Call.Revive.newBuilder().addAllRoles(roles())));
      case SUPPRESS -> one(call().setSuppress(Call.Suppress.newBuilder().addAllRoles(roles())));
      case KILL -> kills();
      case SHUTDOWN -> one(call().setShutdown(shutdown()));
      case ACKNOWLEDGE, ACKNOWLEDGE_OPERATION_STATUS -> acknowledgements();
      case RECONCILE -> one(call().setReconcile(reconcile()));
      case RECONCILE_OPERATIONS -> one(call().setReconcileOperations(reconcileOperations()));
      case MESSAGE -> one(call().setMessage(executorMessage()));
      case REQUEST -> one(call().setRequest(request()));
      case UPDATE_FRAMEWORK -> one(call().setUpdateFramework(updateFramework()));
      case TEARDOWN -> one(call());
      case SUBSCRIBE ->
          throw new IllegalArgumentException(
              "SUBSCRIBE cannot be sent: the session subscribes by itself. To change the framework,"
                  + " send UPDATE_FRAMEWORK");
      case UNKNOWN -> throw new IllegalArgumentException("There is no operation UNKNOWN");
    };
  }

  private Call.Builder call() {
    return Call.newBuilder().setType(type);
  }

  private static List<Call> one(Call.Builder call) {
    return List.of(call.build());
  }

  private List<Call> kills() {
    List<Object> items = Bodies.items(message.getBody());
    String header = message.getHeader(MesosConstants.TASK_ID, String.class);
    boolean inBody = !items.isEmpty() && items.stream().allMatch(i -> Bodies.taskId(i).isPresent());
    boolean strings = items.stream().allMatch(String.class::isInstance);
    if (header != null && (!inBody || strings)) {
      return one(call().setKill(kill(TaskID.newBuilder().setValue(header).build(), headerAgent())));
    }
    if (!inBody) {
      throw missing("a task", "a TaskID, TaskStatus, TaskInfo or String", MesosConstants.TASK_ID);
    }
    List<Call> calls = new ArrayList<>();
    for (Object item : items) {
      Optional<AgentID> agent =
          Bodies.agentId(item).or(items.size() == 1 ? this::headerAgent : Optional::empty);
      calls.add(call().setKill(kill(Bodies.taskId(item).orElseThrow(), agent)).build());
    }
    return calls;
  }

  private static Call.Kill.Builder kill(TaskID task, Optional<AgentID> agent) {
    Call.Kill.Builder kill = Call.Kill.newBuilder().setTaskId(task);
    agent.ifPresent(kill::setAgentId);
    return kill;
  }

  private Call.Shutdown.Builder shutdown() {
    Call.Shutdown.Builder shutdown = Call.Shutdown.newBuilder().setAgentId(agent());
    return shutdown.setExecutorId(message.getBody() instanceof ExecutorID id ? id : executor());
  }

  private List<Call> acknowledgements() {
    List<Call> calls = new ArrayList<>();
    for (Object item : Bodies.items(message.getBody())) {
      if (type == Call.Type.ACKNOWLEDGE && item instanceof TaskStatus status) {
        Calls.acknowledge(status).ifPresent(calls::add);
      } else if (type == Call.Type.ACKNOWLEDGE_OPERATION_STATUS
          && item instanceof OperationStatus status) {
        Calls.acknowledge(status).ifPresent(calls::add);
      } else {
        throw wrongBody(item, "a TaskStatus, an OperationStatus, or their events");
      }
    }
    if (calls.isEmpty() && message.getBody() == null) {
      throw wrongBody(null, "the status to acknowledge");
    }
    return calls;
  }

  private Call.Reconcile.Builder reconcile() {
    Call.Reconcile.Builder reconcile = Call.Reconcile.newBuilder();
    for (Object item : Bodies.items(message.getBody())) {
      TaskID task =
          Bodies.taskId(item)
              .orElseThrow(
                  () -> wrongBody(item, "TaskStatus, TaskInfo, TaskID or String, or nothing"));
      Call.Reconcile.Task.Builder entry = Call.Reconcile.Task.newBuilder().setTaskId(task);
      Bodies.agentId(item).ifPresent(entry::setAgentId);
      reconcile.addTasks(entry);
    }
    return reconcile;
  }

  private Call.ReconcileOperations.Builder reconcileOperations() {
    Call.ReconcileOperations.Builder reconcile = Call.ReconcileOperations.newBuilder();
    for (Object item : Bodies.items(message.getBody())) {
      reconcile.addOperations(operation(item));
    }
    return reconcile;
  }

  private Call.ReconcileOperations.Operation.Builder operation(Object item) {
    Call.ReconcileOperations.Operation.Builder entry =
        Call.ReconcileOperations.Operation.newBuilder();
    if (item instanceof OperationID id) {
      return entry.setOperationId(id);
    }
    if (item instanceof String id) {
      return entry.setOperationId(OperationID.newBuilder().setValue(id));
    }
    if (item instanceof OperationStatus status) {
      entry.setOperationId(status.getOperationId());
      if (status.hasAgentId()) {
        entry.setAgentId(status.getAgentId());
      }
      if (status.hasResourceProviderId()) {
        entry.setResourceProviderId(status.getResourceProviderId());
      }
      return entry;
    }
    throw wrongBody(item, "OperationStatus, OperationID or String, or nothing");
  }

  private Call.Message.Builder executorMessage() throws InvalidPayloadException {
    return Call.Message.newBuilder()
        .setAgentId(agent())
        .setExecutorId(executor())
        .setData(ByteString.copyFrom(message.getMandatoryBody(byte[].class)));
  }

  private Call.Request.Builder request() {
    Call.Request.Builder request = Call.Request.newBuilder();
    for (Object item : Bodies.items(message.getBody())) {
      if (!(item instanceof Request one)) {
        throw wrongBody(item, "Request");
      }
      request.addRequests(one);
    }
    if (request.getRequestsCount() == 0) {
      throw wrongBody(message.getBody(), "Request");
    }
    return request;
  }

  private Call.UpdateFramework.Builder updateFramework() {
    if (message.getBody() instanceof FrameworkInfo framework) {
      return Call.UpdateFramework.newBuilder().setFrameworkInfo(framework);
    }
    throw wrongBody(message.getBody(), "FrameworkInfo or Call.UpdateFramework");
  }

  private List<String> roles() {
    Object roles = message.getHeader(MesosConstants.ROLES);
    if (roles instanceof String names) {
      return Arrays.stream(names.split(",")).map(String::strip).toList();
    }
    return Bodies.items(roles).stream().map(Object::toString).toList();
  }

  private Optional<AgentID> headerAgent() {
    return Optional.ofNullable(message.getHeader(MesosConstants.AGENT_ID, String.class))
        .map(id -> AgentID.newBuilder().setValue(id).build());
  }

  private AgentID agent() {
    return headerAgent()
        .orElseThrow(() -> missing("an agent", "a Call." + name(), MesosConstants.AGENT_ID));
  }

  private ExecutorID executor() {
    String id = message.getHeader(MesosConstants.EXECUTOR_ID, String.class);
    if (id == null) {
      throw missing("an executor", "a Call." + name(), MesosConstants.EXECUTOR_ID);
    }
    return ExecutorID.newBuilder().setValue(id).build();
  }

  private String name() {
    return type.name().charAt(0) + type.name().substring(1).toLowerCase(Locale.ROOT);
  }

  private IllegalArgumentException missing(String what, String bodies, String header) {
    return new IllegalArgumentException(
        type
            + " needs "
            + what
            + ": "
            + bodies
            + " as the body, or the header "
            + header
            + ". The body is "
            + Bodies.describe(message.getBody()));
  }

  private IllegalArgumentException wrongBody(Object item, String wanted) {
    return new IllegalArgumentException(
        type + " wants " + wanted + " as the body, not " + Bodies.describe(item));
  }
}

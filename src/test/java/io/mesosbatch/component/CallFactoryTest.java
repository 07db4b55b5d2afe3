package io.mesosbatch.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.InverseOffer;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.OperationID;
import io.mesosbatch.mesos.v1.OperationState;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.Request;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.Unavailability;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.List;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** Each operation with each body that it takes. */
class CallFactoryTest {
  private final DefaultCamelContext camel = new DefaultCamelContext();

  private List<Call> calls(Call.Type type, Object body, Map<String, Object> headers)
      throws Exception {
    Message message = new DefaultExchange(camel).getIn();
    message.setBody(body);
    message.setHeaders(new java.util.HashMap<>(headers));
    return new CallFactory(type, message, null).calls();
  }

  private Call call(Call.Type type, Object body, Map<String, Object> headers) throws Exception {
    List<Call> calls = calls(type, body, headers);
    assertThat(calls).hasSize(1);
    assertThat(calls.get(0).getType()).isEqualTo(type);
    assertThat(calls.get(0).isInitialized()).isTrue();
    return calls.get(0);
  }

  private Call call(Call.Type type, Object body) throws Exception {
    return call(type, body, Map.of());
  }

  private static List<String> offerIds(List<OfferID> ids) {
    return ids.stream().map(OfferID::getValue).toList();
  }

  @Test
  void acceptLaunchesTasksOnTheOffersOfTheHeader() throws Exception {
    Offer offer = Events.offer("o1");

    Call.Accept accept =
        call(
                Call.Type.ACCEPT,
                List.of(Events.task("t1", offer), Events.task("t2", offer)),
                Map.of(MesosConstants.OFFER_IDS, List.of("o1"), MesosConstants.REFUSE_SECONDS, 60))
            .getAccept();

    assertThat(offerIds(accept.getOfferIdsList())).containsExactly("o1");
    assertThat(accept.getFilters().getRefuseSeconds()).isEqualTo(60);
    assertThat(accept.getOperationsList()).hasSize(1);
    assertThat(accept.getOperations(0).getType()).isEqualTo(Offer.Operation.Type.LAUNCH);
    assertThat(accept.getOperations(0).getLaunch().getTaskInfosList())
        .extracting(t -> t.getTaskId().getValue())
        .containsExactly("t1", "t2");
  }

  @Test
  void acceptTakesOperationsAndItsOwnMessage() throws Exception {
    Offer.Operation operation =
        Offer.Operation.newBuilder()
            .setType(Offer.Operation.Type.RESERVE)
            .setReserve(Offer.Operation.Reserve.newBuilder().addResources(Events.cpus(1)))
            .build();
    Call.Accept own =
        Call.Accept.newBuilder()
            .addOfferIds(Events.offer("o2").getId())
            .addOperations(operation)
            .build();

    assertThat(
            call(Call.Type.ACCEPT, operation, Map.of(MesosConstants.OFFER_IDS, "o1"))
                .getAccept()
                .getOperationsList())
        .containsExactly(operation);
    assertThat(call(Call.Type.ACCEPT, own).getAccept()).isEqualTo(own);
  }

  @Test
  void declineTakesOffersInTheBodyBeforeTheHeader() throws Exception {
    Map<String, Object> header = Map.of(MesosConstants.OFFER_IDS, List.of("h1", "h2"));

    assertThat(offerIds(call(Call.Type.DECLINE, "whatever", header).getDecline().getOfferIdsList()))
        .containsExactly("h1", "h2");
    assertThat(
            offerIds(
                call(Call.Type.DECLINE, Events.offer("o1"), header).getDecline().getOfferIdsList()))
        .containsExactly("o1");
    Event offers = Events.offers("o1", "o2");
    for (Object body : List.of(offers, offers.getOffers(), offers.getOffers().getOffersList())) {
      assertThat(offerIds(call(Call.Type.DECLINE, body).getDecline().getOfferIdsList()))
          .containsExactly("o1", "o2");
    }
  }

  @Test
  void inverseOffersAreAnsweredLikewise() throws Exception {
    InverseOffer.Builder offer =
        InverseOffer.newBuilder()
            .setId(OfferID.newBuilder().setValue("i1"))
            .setUnavailability(Unavailability.newBuilder().setStart(time()));
    offer.getFrameworkIdBuilder().setValue("f");

    assertThat(
            offerIds(
                call(Call.Type.ACCEPT_INVERSE_OFFERS, offer.build())
                    .getAcceptInverseOffers()
                    .getInverseOfferIdsList()))
        .containsExactly("i1");
    assertThat(
            offerIds(
                call(Call.Type.DECLINE_INVERSE_OFFERS, List.of(offer.build()))
                    .getDeclineInverseOffers()
                    .getInverseOfferIdsList()))
        .containsExactly("i1");
  }

  private static io.mesosbatch.mesos.v1.TimeInfo time() {
    return io.mesosbatch.mesos.v1.TimeInfo.newBuilder().setNanoseconds(1).build();
  }

  @Test
  void killTakesATaskInManyForms() throws Exception {
    Event update = Events.update("t1", TaskState.TASK_RUNNING, "u1");
    TaskID id = TaskID.newBuilder().setValue("t1").build();

    for (Object body : List.of(id, "t1", update, update.getUpdate().getStatus())) {
      assertThat(call(Call.Type.KILL, body).getKill().getTaskId()).isEqualTo(id);
    }
    assertThat(call(Call.Type.KILL, update).getKill().getAgentId().getValue()).isEqualTo("agent-1");
    Call.Kill byHeader =
        call(
                Call.Type.KILL,
                5,
                Map.of(MesosConstants.TASK_ID, "t1", MesosConstants.AGENT_ID, "agent-2"))
            .getKill();
    assertThat(byHeader.getTaskId()).isEqualTo(id);
    assertThat(byHeader.getAgentId().getValue()).isEqualTo("agent-2");
    assertThat(calls(Call.Type.KILL, List.of("t1", "t2"), Map.of())).hasSize(2);
  }

  @Test
  void reconcileIsExplicitOrImplicit() throws Exception {
    Event update = Events.update("t1", TaskState.TASK_RUNNING, "u1");

    Call.Reconcile explicit =
        call(Call.Type.RECONCILE, List.of(update.getUpdate().getStatus(), "t2")).getReconcile();
    assertThat(explicit.getTasksList())
        .extracting(t -> t.getTaskId().getValue(), t -> t.getAgentId().getValue())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("t1", "agent-1"),
            org.assertj.core.groups.Tuple.tuple("t2", ""));
    assertThat(call(Call.Type.RECONCILE, null).getReconcile().getTasksCount()).isZero();
    assertThat(call(Call.Type.RECONCILE, List.of()).hasReconcile()).isTrue();
  }

  @Test
  void operationsAreReconciledAndAcknowledged() throws Exception {
    OperationStatus.Builder status =
        OperationStatus.newBuilder()
            .setOperationId(OperationID.newBuilder().setValue("op1"))
            .setState(OperationState.OPERATION_FINISHED);
    status.getAgentIdBuilder().setValue("agent-1");

    assertThat(calls(Call.Type.ACKNOWLEDGE_OPERATION_STATUS, status.build(), Map.of())).isEmpty();
    status.getUuidBuilder().setValue(ByteString.copyFromUtf8("u1"));
    assertThat(
            call(Call.Type.ACKNOWLEDGE_OPERATION_STATUS, status.build())
                .getAcknowledgeOperationStatus()
                .getUuid()
                .toStringUtf8())
        .isEqualTo("u1");
    Call.ReconcileOperations reconcile =
        call(Call.Type.RECONCILE_OPERATIONS, List.of(status.build(), "op2"))
            .getReconcileOperations();
    assertThat(reconcile.getOperationsList())
        .extracting(o -> o.getOperationId().getValue())
        .containsExactly("op1", "op2");
  }

  @Test
  void rolesComeFromTheHeader() throws Exception {
    assertThat(call(Call.Type.REVIVE, "ignored").getRevive().getRolesList()).isEmpty();
    assertThat(
            call(Call.Type.SUPPRESS, null, Map.of(MesosConstants.ROLES, "a, b"))
                .getSuppress()
                .getRolesList())
        .containsExactly("a", "b");
    assertThat(
            call(Call.Type.REVIVE, null, Map.of(MesosConstants.ROLES, List.of("c")))
                .getRevive()
                .getRolesList())
        .containsExactly("c");
  }

  @Test
  void executorsAreMessagedAndShutDown() throws Exception {
    Map<String, Object> headers =
        Map.of(MesosConstants.AGENT_ID, "a1", MesosConstants.EXECUTOR_ID, "e1");

    Call.Message message = call(Call.Type.MESSAGE, "hello", headers).getMessage();
    assertThat(message.getData().toStringUtf8()).isEqualTo("hello");
    assertThat(message.getExecutorId().getValue()).isEqualTo("e1");
    assertThat(call(Call.Type.SHUTDOWN, null, headers).getShutdown().getExecutorId().getValue())
        .isEqualTo("e1");
    ExecutorID other = ExecutorID.newBuilder().setValue("e2").build();
    assertThat(call(Call.Type.SHUTDOWN, other, headers).getShutdown().getExecutorId())
        .isEqualTo(other);
  }

  @Test
  void theRestTakesItsOwnParts() throws Exception {
    Request request = Request.newBuilder().addResources(Events.cpus(2)).build();
    FrameworkInfo framework = FrameworkInfo.newBuilder().setUser("u").setName("n").build();

    assertThat(call(Call.Type.REQUEST, request).getRequest().getRequestsList())
        .containsExactly(request);
    assertThat(call(Call.Type.UPDATE_FRAMEWORK, framework).getUpdateFramework().getFrameworkInfo())
        .isEqualTo(framework);
    assertThat(call(Call.Type.TEARDOWN, "ignored").getType()).isEqualTo(Call.Type.TEARDOWN);
  }
}

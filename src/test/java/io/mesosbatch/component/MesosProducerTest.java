package io.mesosbatch.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.client.MesosException;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a producer sends. */
class MesosProducerTest extends ComponentTestBase {
  private static final String TO = "mesos:crawler";
  private ProducerTemplate template;

  @BeforeEach
  void startCamel() {
    camel.start();
    template = camel.createProducerTemplate();
  }

  private static Call kill(String task) {
    Call.Builder call = Call.newBuilder().setType(Call.Type.KILL);
    call.getKillBuilder().setTaskId(TaskID.newBuilder().setValue(task));
    return call.build();
  }

  @Test
  void aCallIsSentWithTheFrameworksId() throws Exception {
    template.sendBody(TO, kill("t1"));

    Call sent = master.next(Call.Type.KILL);
    assertThat(sent.getKill().getTaskId().getValue()).isEqualTo("t1");
    assertThat(sent.getFrameworkId().getValue()).isEqualTo(FakeMaster.FRAMEWORK);
  }

  @Test
  void manyCallsAreSentInOrder() throws Exception {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      calls.add(kill("t" + i));
    }

    template.sendBody(TO, calls);
    template.sendBody(TO, calls.iterator());

    List<Call> sent = master.calls(Call.Type.KILL);
    assertThat(sent).hasSize(10_000);
    for (int i = 0; i < sent.size(); i++) {
      assertThat(sent.get(i).getKill().getTaskId().getValue()).isEqualTo("t" + i % 5000);
    }
  }

  @Test
  void anEmptyListSendsNothing() {
    template.sendBody(TO, List.of());

    assertThat(master.calls(Call.Type.KILL)).isEmpty();
  }

  @Test
  void theBodyStaysAsItIs() {
    TaskID task = TaskID.newBuilder().setValue("t1").build();

    assertThat(template.requestBody(TO + "?operation=KILL", task)).isSameAs(task);
  }

  @Test
  void theHeaderWinsOverTheOption() throws Exception {
    template.sendBodyAndHeader(TO + "?operation=KILL", "t1", MesosConstants.OPERATION, "reconcile");

    assertThat(master.next(Call.Type.RECONCILE).getReconcile().getTasks(0).getTaskId().getValue())
        .isEqualTo("t1");
  }

  @Test
  void aCallMayComeAsJson() throws Exception {
    template.sendBody(TO, "{\"type\":\"KILL\",\"kill\":{\"task_id\":{\"value\":\"t1\"}}}");

    assertThat(master.next(Call.Type.KILL).getKill().getTaskId().getValue()).isEqualTo("t1");
  }

  @Test
  void whatTheMasterRefusesFailsTheExchange() {
    master.refuse(call -> call.getType() == Call.Type.KILL);

    assertThatThrownBy(
            () -> template.sendBody(TO, List.of(Calls.plain(Call.Type.REVIVE), kill("t1"))))
        .isInstanceOf(CamelExecutionException.class)
        .cause()
        .isInstanceOf(MesosException.Refused.class)
        .hasMessageContaining("refused");
  }

  @Test
  void withoutASubscriptionACallWaitsButNotForEver() throws Exception {
    master.refuse(call -> true);
    master.close();

    assertThatThrownBy(() -> template.sendBody("mesos:other?sendTimeout=50&operation=REVIVE", null))
        .cause()
        .isInstanceOf(MesosException.NotSubscribed.class)
        .hasMessageContaining("sendTimeout")
        .hasMessageContaining("REVIVE");
  }

  @Test
  void anAnswerToAnOfferDoesNotWait() throws Exception {
    master.close();

    assertThatThrownBy(
            () ->
                template.sendBodyAndHeader(
                    TO + "?operation=DECLINE", null, MesosConstants.OFFER_IDS, "o1"))
        .cause()
        .isInstanceOf(MesosException.NotSubscribed.class);
  }

  @Test
  void aStatusWithoutUuidNeedsNoAcknowledgement() {
    TaskStatus status =
        TaskStatus.newBuilder()
            .setTaskId(TaskID.newBuilder().setValue("t1"))
            .setState(TaskState.TASK_LOST)
            .build();

    template.sendBody(TO + "?operation=ACKNOWLEDGE", status);

    assertThat(master.calls(Call.Type.ACKNOWLEDGE)).isEmpty();
  }

  @Test
  void wrongBodiesSayWhatIsWanted() {
    fails(TO, null, "body is null");
    fails(TO, List.of("x"), "the body holds Calls, not a java.lang.String");
    fails(TO, Calls.plain(Call.Type.SUBSCRIBE), "SUBSCRIBE cannot be sent");
    fails(
        TO + "?operation=KILL", kill("t1").toBuilder().setType(Call.Type.REVIVE).build(), "REVIVE");
    fails(TO + "?operation=KILL", null, MesosConstants.TASK_ID);
    fails(TO + "?operation=ACCEPT", null, MesosConstants.OFFER_IDS);
    fails(TO + "?operation=ACCEPT", Events.offer("o1"), "needs something to do");
    fails(TO + "?operation=DECLINE", "o1", MesosConstants.OFFER_IDS);
    fails(TO + "?operation=SHUTDOWN", null, MesosConstants.AGENT_ID);
    fails(TO + "?operation=MESSAGE", "hello", MesosConstants.AGENT_ID);
    fails(TO + "?operation=ACKNOWLEDGE", 5, "java.lang.Integer");
    fails(TO + "?operation=REQUEST", null, "Request");
    fails(TO + "?operation=UPDATE_FRAMEWORK", "x", "FrameworkInfo");
    assertThatThrownBy(
            () -> template.sendBodyAndHeader(TO, "x", MesosConstants.OPERATION, "EXPLODE"))
        .cause()
        .hasMessageContaining("EXPLODE")
        .hasMessageContaining("RECONCILE_OPERATIONS");
  }

  private void fails(String to, Object body, String words) {
    assertThatThrownBy(() -> template.sendBody(to, body))
        .cause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void theRouteGoesOnOutsideTheEventLoop() throws Exception {
    List<String> threads = new ArrayList<>();
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").to(TO).process(e -> threads.add(Thread.currentThread().getName()));
          }
        });

    template.sendBody("direct:in", kill("t1"));

    assertThat(threads).hasSize(1).noneMatch(name -> name.contains("MesosEventLoop"));
  }

  @Test
  void producersOnlySubscribeWithoutOffers() throws Exception {
    template.sendBodyAndHeaders(TO + "?operation=RECONCILE&roles=a,b", null, Map.of());

    Call.Subscribe subscribe = master.next(Call.Type.SUBSCRIBE).getSubscribe();
    assertThat(subscribe.getSuppressedRolesList()).containsExactly("a", "b");
    assertThat(master.next(Call.Type.RECONCILE).getReconcile().getTasksCount()).isZero();
  }
}

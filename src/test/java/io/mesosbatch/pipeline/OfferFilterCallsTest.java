package io.mesosbatch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.client.MesosException;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.scheduling.JobPlanBuilder;
import io.mesosbatch.scheduling.RetryRule;
import io.mesosbatch.scheduling.Scheduler;
import io.mesosbatch.scheduling.SchedulingOptions;
import io.mesosbatch.store.MemoryJobStore;
import io.mesosbatch.v1.Constraint.Operator;
import io.mesosbatch.v1.Job;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Masters that know only some of what they are told, or nothing. */
class OfferFilterCallsTest {
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final AtomicLong now = new AtomicLong(1_000_000);
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private volatile MesosException answer;
  private Scheduling scheduling;

  private final class TestClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(now.get());
    }
  }

  @BeforeEach
  void start() throws Exception {
    scheduling =
        new Scheduling(
            new Scheduler(SchedulingOptions.DEFAULT, Optional.empty()),
            new MemoryJobStore(),
            new TestClock());
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(noErrorHandler());
            from(Scheduling.JOB_ENDED).to("mock:ended");
            from(Scheduling.CALLS)
                .process(
                    exchange -> {
                      List<?> body = exchange.getMessage().getBody(List.class);
                      body.forEach(call -> calls.add((Call) call));
                      if (((Call) body.get(0)).hasUpdateFramework() && answer != null) {
                        throw answer;
                      }
                    });
          }
        });
    camel.start();
    scheduling.setCamelContext(camel);
    scheduling.start();
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    plan.add(
        new TaskSpec(
            TaskInfo.newBuilder()
                .addResources(
                    Resource.newBuilder()
                        .setName("cpus")
                        .setType(Value.Type.SCALAR)
                        .setScalar(Value.Scalar.newBuilder().setValue(4)))
                .buildPartial()));
    Job.Builder job = Job.newBuilder().setId("job");
    job.addConstraintsBuilder()
        .setAttribute("rack")
        .setOperator(Operator.UNLIKE)
        .setValue("r[3-9]");
    Event.Builder subscribed = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
    subscribed.getSubscribedBuilder().getFrameworkIdBuilder().setValue("fw");
    scheduling.submit(new Input.MesosEvent(subscribed.build()));
    scheduling.submit(new Input.JobAccepted(plan.build(1, job.build())));
  }

  @AfterEach
  void stop() throws Exception {
    scheduling.stop();
    camel.stop();
  }

  /** All frames until now are done, and what was answered to their calls is known. */
  private void settle() {
    scheduling.ask(core -> 0).join();
    scheduling.ask(core -> 0).join();
  }

  private List<Call.UpdateFramework> after(long millis) {
    settle();
    calls.clear();
    now.addAndGet(millis);
    scheduling.submit(new Input.Tick());
    settle();
    return calls.stream().filter(Call::hasUpdateFramework).map(Call::getUpdateFramework).toList();
  }

  @Test
  void aMasterThatKnowsAllIsToldOnce() {
    List<Call.UpdateFramework> updates = after(10_000);
    assertThat(updates).hasSize(1);
    assertThat(updates.get(0).getOfferConstraints().getRoleConstraintsOrThrow("").toString())
        .contains("text_not_matches", "r[3-9]", "attribute_name: \"rack\"");
    assertThat(updates.get(0).getFrameworkInfo().getOfferFiltersOrThrow("").toString())
        .contains("cpus", "value: 4.0");
    assertThat(after(100_000)).isEmpty();
  }

  @Test
  void anOlderMasterIsToldLessAndThenNothing() {
    answer = new MesosException.Refused(400, "Failed to parse body: unknown type");
    assertThat(after(10_000)).hasSize(1);
    List<Call.UpdateFramework> second = after(10_000);
    assertThat(second).hasSize(1);
    assertThat(second.get(0).hasOfferConstraints()).isFalse();
    assertThat(second.get(0).getFrameworkInfo().getOfferFiltersCount()).isOne();
    assertThat(after(100_000)).isEmpty();
  }

  @Test
  void aCallThatWasLostIsMadeAgain() {
    answer = new MesosException.ConnectionLost("gone", null, true);
    List<Call.UpdateFramework> first = after(10_000);
    answer = null;
    assertThat(first).hasSize(1);
    assertThat(after(20_000)).isEqualTo(first);
  }
}

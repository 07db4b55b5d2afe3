package io.mesosbatch.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.mesos.v1.scheduler.Call;
import java.util.Collection;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.impl.health.DefaultHealthCheckRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Up while subscribed, down with the reason else. */
class MesosHealthCheckTest extends ComponentTestBase {

  @BeforeEach
  void enableChecks() {
    HealthCheckRegistry registry = new DefaultHealthCheckRegistry();
    registry.setCamelContext(camel);
    registry.setExposureLevel("full");
    registry.register(registry.resolveById("consumers"));
    HealthCheckRepository producers = (HealthCheckRepository) registry.resolveById("producers");
    producers.setEnabled(true);
    registry.register(producers);
    camel.getCamelContextExtension().addContextPlugin(HealthCheckRegistry.class, registry);
  }

  private HealthCheck.Result check(String part) {
    Collection<HealthCheck.Result> results = HealthCheckHelper.invoke(camel);
    return results.stream()
        .filter(r -> r.getCheck().getId().contains(part))
        .findFirst()
        .orElseThrow(() -> new AssertionError(part + " is not among " + results));
  }

  private void is(String part, HealthCheck.State state) {
    await().until(() -> check(part).getState() == state);
  }

  private static RouteBuilder routes() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("mesos:x?events=OFFERS").routeId("in").to("mock:o");
        from("direct:out").routeId("out").to("mesos:x");
      }
    };
  }

  @Test
  void upWhileSubscribedDownWhenOver() throws Exception {
    start(routes());

    is("consumer:in", HealthCheck.State.UP);
    is("producer:mesos-x", HealthCheck.State.UP);
    assertThat(check("producer:mesos-x").getDetails())
        .containsEntry("mesos.session", "x")
        .containsEntry("mesos.phase", "SUBSCRIBED")
        .containsEntry("mesos.frameworkId", FakeMaster.FRAMEWORK)
        .containsEntry("mesos.master", "http://" + master.address());
    master.push(Events.error("Framework failed over"));
    is("consumer:in", HealthCheck.State.DOWN);
    is("producer:mesos-x", HealthCheck.State.DOWN);
    assertThat(check("producer:mesos-x").getMessage().orElseThrow())
        .contains("Framework failed over");
  }

  @Test
  void downWhileTheMasterIsAway() throws Exception {
    start(routes());
    is("consumer:in", HealthCheck.State.UP);

    master.close();

    is("consumer:in", HealthCheck.State.DOWN);
    await()
        .until(
            () -> check("producer:mesos-x").getMessage().orElse("").contains("cannot be reached"));
  }

  @Test
  void checksMayBeSwitchedOff() throws Exception {
    component().setHealthCheckProducerEnabled(false);
    start(routes());

    assertThat(check("producer:mesos-x").getState()).isEqualTo(HealthCheck.State.UNKNOWN);
  }

  @Test
  void aStoppedProducerTakesItsCheckAway() throws Exception {
    start(routes());
    is("producer:mesos-x", HealthCheck.State.UP);

    camel.getRouteController().stopRoute("out");

    assertThat(HealthCheckHelper.invoke(camel))
        .noneMatch(r -> r.getCheck().getId().startsWith("producer:mesos-x"));
    assertThat(master.calls(Call.Type.SUBSCRIBE)).hasSize(1);
  }
}

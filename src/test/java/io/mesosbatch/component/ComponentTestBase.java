package io.mesosbatch.component;

import io.mesosbatch.mesos.v1.scheduler.Call;
import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The component in a Camel context of its own, against a fake master. */
abstract class ComponentTestBase {
  FakeMaster master;
  final DefaultCamelContext camel = new DefaultCamelContext();

  @BeforeEach
  void startMaster() throws Exception {
    master = new FakeMaster();
    component().getConfiguration().setMaster(master.address());
    component().getConfiguration().setInitialBackoff(5);
    camel.getShutdownStrategy().setTimeout(10);
  }

  @AfterEach
  void stopAll() throws Exception {
    camel.stop();
    master.close();
  }

  MesosComponent component() {
    return camel.getComponent("mesos", MesosComponent.class);
  }

  MockEndpoint mock(String name) {
    MockEndpoint mock = camel.getEndpoint("mock:" + name, MockEndpoint.class);
    mock.setResultWaitTime(60_000);
    return mock;
  }

  /** Starts the routes and waits for the subscription. */
  void start(RouteBuilder routes) throws Exception {
    camel.addRoutes(routes);
    camel.start();
    master.next(Call.Type.SUBSCRIBE);
  }

  void awaitSubscribed(String session) {
    await().until(() -> component().session(session).state().orElseThrow().subscribed());
  }

  static ConditionFactory await() {
    return Awaitility.await().pollInterval(Duration.ofMillis(5));
  }
}

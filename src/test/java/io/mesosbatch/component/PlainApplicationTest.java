package io.mesosbatch.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.client.MesosException;
import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.resources.Resources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else's Camel application: nothing of ours but the component, and a Mesos. */
class PlainApplicationTest {
  private LocalMesos mesos;

  @BeforeEach
  void startMesos() {
    mesos =
        LocalMesos.start(
            LocalConfig.defaults().withAgents(List.of(AgentSpec.of("cpus:2;mem:512", ""))));
  }

  @AfterEach
  void stopMesos() {
    mesos.close();
  }

  /** Launches one task on the first offer, and gives all the others back. */
  public static final class Placer {
    private final AtomicInteger launched = new AtomicInteger();

    public List<Call> place(Event.Offers offers) {
      List<Call> calls = new ArrayList<>();
      for (Offer offer : offers.getOffersList()) {
        Call.Builder call = Call.newBuilder();
        if (launched.getAndIncrement() == 0) {
          call.setType(Call.Type.ACCEPT);
          call.getAcceptBuilder()
              .addOfferIds(offer.getId())
              .addOperationsBuilder()
              .setType(Offer.Operation.Type.LAUNCH)
              .getLaunchBuilder()
              .addTaskInfos(task(offer));
        } else {
          call.setType(Call.Type.DECLINE).getDeclineBuilder().addOfferIds(offer.getId());
        }
        calls.add(call.build());
      }
      return calls;
    }

    private static TaskInfo task(Offer offer) {
      TaskInfo.Builder task = TaskInfo.newBuilder().setName("hello").setAgentId(offer.getAgentId());
      task.getTaskIdBuilder().setValue("hello-1");
      task.getCommandBuilder().setValue("true");
      return task.addAllResources(Resources.parse("cpus:1;mem:32").toProto()).build();
    }
  }

  /** Routes as in docs/component.md. */
  private static final class Crawler extends RouteBuilder {
    @Override
    public void configure() {
      from("mesos:crawler?events=OFFERS").bean(new Placer()).to("mesos:crawler");
      from("mesos:crawler?events=UPDATE").convertBodyTo(TaskStatus.class).to("mock:updates");
    }
  }

  private static void seesTheTaskFinish(MockEndpoint updates) throws Exception {
    updates.expectedMessageCount(3);
    updates.setResultWaitTime(20_000);
    updates.assertIsSatisfied();
    assertThat(updates.getExchanges())
        .extracting(e -> e.getIn().getHeader(MesosConstants.TASK_STATE))
        .containsExactly("TASK_STARTING", "TASK_RUNNING", "TASK_FINISHED");
    assertThat(updates.getExchanges()).allMatch(e -> e.getIn().getBody() instanceof TaskStatus);
  }

  @Test
  void aTaskIsPlacedAndRunsToItsEnd() throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel
          .getComponent("mesos", MesosComponent.class)
          .getConfiguration()
          .setMaster(mesos.uri().toString());
      camel.addRoutes(new Crawler());
      camel.start();

      seesTheTaskFinish(camel.getEndpoint("mock:updates", MockEndpoint.class));
    }
  }

  /** The routes that the documentation has in YAML, as they stand there. */
  @Test
  void theDocumentedYamlRuns(@TempDir Path folder) throws Exception {
    String documentation = Files.readString(Path.of("docs/component.md"));
    int begin = documentation.indexOf("```yaml\n") + "```yaml\n".length();
    Path routes = folder.resolve("crawler.camel.yaml");
    Files.writeString(routes, documentation.substring(begin, documentation.indexOf("```", begin)));
    Main main = new Main();
    main.addInitialProperty("camel.component.mesos.master", mesos.uri().toString());
    main.bind("placer", new Placer());
    main.configure().setRoutesIncludePattern("file:" + routes);
    main.start();
    try {
      MockEndpoint updates = main.getCamelContext().getEndpoint("mock:updates", MockEndpoint.class);
      updates.expectedMessageCount(3);
      updates.setResultWaitTime(20_000);
      updates.assertIsSatisfied();
      main.getCamelTemplate().sendBody("direct:kill", "nobody");
    } finally {
      main.stop();
    }
  }

  @Test
  void anUpdateWhoseExchangeFailedComesAgain() throws Exception {
    mesos.close();
    LocalConfig defaults = LocalConfig.defaults();
    mesos =
        LocalMesos.start(
            new LocalConfig(
                0,
                List.of(AgentSpec.of("cpus:2;mem:512", "")),
                defaults.workDirectory(),
                defaults.allocationInterval(),
                defaults.heartbeatInterval(),
                Duration.ofMillis(100),
                defaults.agentReregisterTimeout(),
                defaults.registry(),
                defaults.credentials(),
                defaults.roles()));
    AtomicInteger running = new AtomicInteger();
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel
          .getComponent("mesos", MesosComponent.class)
          .getConfiguration()
          .setMaster(mesos.uri().toString());
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("mesos:crawler?events=OFFERS").bean(new Placer()).to("mesos:crawler");
              from("mesos:crawler?events=UPDATE")
                  .filter(header(MesosConstants.TASK_STATE).isEqualTo("TASK_RUNNING"))
                  .process(
                      exchange -> {
                        if (running.incrementAndGet() == 1) {
                          throw new IllegalStateException("not today");
                        }
                      })
                  .end()
                  .convertBodyTo(TaskStatus.class)
                  .to("mock:updates");
            }
          });
      camel.start();

      seesTheTaskFinish(camel.getEndpoint("mock:updates", MockEndpoint.class));
      assertThat(running).hasValue(2);
    }
  }

  @Test
  void theSecondProcessWithOneIdTakesOver(@TempDir Path ids) throws Exception {
    try (DefaultCamelContext first = new DefaultCamelContext();
        DefaultCamelContext second = new DefaultCamelContext()) {
      for (DefaultCamelContext camel : List.of(first, second)) {
        camel.addRoutes(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("mesos:x?events=SUBSCRIBED,STOPPED&master="
                        + mesos.uri()
                        + "&frameworkIdRepository="
                        + "#class:io.mesosbatch.component.FileFrameworkIdRepository('"
                        + ids
                        + "')")
                    .to("mock:news");
              }
            });
        MockEndpoint news = camel.getEndpoint("mock:news", MockEndpoint.class);
        news.expectedMessageCount(1);
        camel.start();
        news.assertIsSatisfied();
      }

      MockEndpoint news = first.getEndpoint("mock:news", MockEndpoint.class);
      ComponentTestBase.await().until(() -> news.getReceivedCounter() == 2);
      assertThat(news.getExchanges().get(1).getIn().getBody())
          .isInstanceOf(MesosException.FailedOver.class);
      assertThat(second.getEndpoint("mock:news", MockEndpoint.class).getReceivedCounter()).isOne();
    }
  }

  @Test
  void camelMainConfiguresTheComponentByProperties() throws Exception {
    Main main = new Main();
    Properties properties = new Properties();
    properties.setProperty("camel.component.mesos.master", mesos.uri().toString());
    properties.setProperty("camel.component.mesos.content-type", "json");
    properties.setProperty("camel.component.mesos.failover-timeout", "1h");
    properties.setProperty("camel.component.mesos.framework-name", "spider");
    main.setInitialProperties(properties);
    main.configure().addRoutesBuilder(new Crawler());
    main.start();
    try {
      seesTheTaskFinish(main.getCamelContext().getEndpoint("mock:updates", MockEndpoint.class));
      MesosConfiguration configuration =
          main.getCamelContext().getComponent("mesos", MesosComponent.class).getConfiguration();
      assertThat(configuration.getFailoverTimeout()).isEqualTo(3_600_000);
      assertThat(configuration.getFrameworkName()).isEqualTo("spider");
      assertThat(configuration.getContentType().mediaType()).isEqualTo("application/json");
    } finally {
      main.stop();
    }
  }
}

package io.mesosbatch.command;

import io.mesosbatch.client.Credential;
import io.mesosbatch.client.MasterDetector;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.ops.Http;
import io.mesosbatch.ops.Version;
import io.mesosbatch.pipeline.DropLock;
import io.mesosbatch.pipeline.DroppedFiles;
import io.mesosbatch.pipeline.KeptJobs;
import io.mesosbatch.pipeline.ParameterFolder;
import io.mesosbatch.pipeline.Pipeline;
import io.mesosbatch.pipeline.StoredFrameworkId;
import io.mesosbatch.pipeline.TaskDefaults;
import io.mesosbatch.pipeline.intake.Intake;
import io.mesosbatch.pipeline.notify.Notify;
import io.mesosbatch.scheduling.RetryRule;
import io.mesosbatch.scheduling.SchedulingOptions;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.StoreTakenOverException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.apache.camel.main.Main;
import org.apache.camel.model.ModelCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pipeline with its embedded Mesos, if no master is configured. */
final class Service {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);

  private static final String MASTER = "camel.component.mesos.master";

  private final Path home;
  private final Settings settings;
  private final UnaryOperator<JobStore> around;

  /**
   * @param flags properties that win over all others
   */
  Service(Path home, Map<String, String> flags) throws Failures.BadInput {
    this(home, UnaryOperator.identity(), flags);
  }

  /**
   * @param around what the pipeline sees of its store
   */
  Service(Path home, UnaryOperator<JobStore> around, Map<String, String> flags)
      throws Failures.BadInput {
    this.around = around;
    this.home = home.toAbsolutePath().normalize();
    this.settings =
        new Settings(this.home.resolve("application.properties"), with(flags), System.getenv());
  }

  private static Properties with(Map<String, String> flags) {
    Properties properties = new Properties();
    properties.putAll(System.getProperties());
    properties.putAll(flags);
    return properties;
  }

  int run() throws Exception {
    Path folder = home.resolve(settings.get("mesosbatch.folder", ".")).normalize();
    for (String name : List.of("inbox", "running", "done", "failed")) {
      Files.createDirectories(folder.resolve(name));
    }
    Main camel = new Main();
    camel.setPropertyPlaceholderLocations("file:" + home.resolve("application.properties"));
    settings.componentVariables().forEach(camel::addOverrideProperty);
    camel.addOverrideProperty("mesosbatch.folder", folder.toString());
    camel.addInitialProperty(
        "camel.main.routesIncludePattern", "file:" + home.resolve("routes") + "/*.camel.yaml");
    settings.camelFromEnvironment().forEach(camel::addOverrideProperty);
    String masters = settings.get(MASTER, "local");
    Optional<LocalMesos> local = Optional.empty();
    if (masters.equals("local")) {
      local = Optional.of(LocalMesos.start(new LocalFlags().config(0)).closedByCaller());
      masters = local.get().uri().getAuthority();
      camel.addOverrideProperty(MASTER, masters);
    }
    ServiceEnd end = new ServiceEnd(settings.shutdownTimeout());
    end.awaitedAtExit();
    try (JobStore store = around.apply(OpenedStore.open(settings.store(folder), end::isEnding))) {
      store.takeOver();
      Pipeline pipeline =
          new Pipeline(
              store,
              new TaskDefaults(RetryRule.ONCE, 0, ShareSettings.label(settings)),
              new Cluster(masters, credential())::fit,
              settings.whenRemoved(),
              SchedulingOptions.DEFAULT
                  .with(settings.maintenance())
                  .with(ShareSettings.shares(settings))
                  .withFilterOffers(settings.filterOffers()),
              Clock.systemUTC());
      pipeline.intake().parameters(new ParameterFolder(folder.resolve("parameters"), false));
      pipeline.recovery().restore(local.isPresent());
      pipeline.bind(camel);
      camel.bind("frameworkId", new StoredFrameworkId(store));
      camel.addInitialProperty("camel.component.mesos.frameworkIdRepository", "#bean:frameworkId");
      camel.bind("keptJobs", new KeptJobs(store, settings.keep(), Clock.systemUTC()));
      camel.bind("droppedFiles", new DroppedFiles(pipeline, folder));
      camel.bind("dropLock", new DropLock(folder));
      bindWaysInAndOut(camel, pipeline, folder);
      camel.addMainListener(
          new org.apache.camel.main.MainListenerSupport() {
            @Override
            public void afterStart(org.apache.camel.main.BaseMainSupport main) {
              pipeline.recovery().report();
            }
          });
      LOG.info(
          "Mesos Batch {} on Java {}, master {}, store {}",
          Version.TEXT,
          Runtime.version(),
          local.isPresent() ? "local" : MasterDetector.shown(masters),
          settings.store(folder).url());
      LOG.info("Drop task lists into {} (write elsewhere, then rename)", folder.resolve("inbox"));
      pipeline.session().stopped().thenRun(camel::completed);
      pipeline.scheduling().failed().thenRun(camel::completed);
      runRoutes(camel, pipeline, end, local.isPresent());
      if (pipeline.session().stopped().isDone()) {
        throw new Failures.NoMaster(
            "the master at "
                + MasterDetector.shown(masters)
                + " ended the session, so this program stops: "
                + Failures.lastWords(pipeline.session().stopped().join()));
      }
      if (pipeline.scheduling().failed().isDone()) {
        RuntimeException why = pipeline.scheduling().failed().join();
        if (why instanceof StoreTakenOverException) {
          throw new Failures.NoMaster(why.getMessage() + ", so this program stops");
        }
        throw new IllegalStateException(
            "the scheduling core failed; start this program again, and it resumes", why);
      }
      return camel.getExitCode();
    } finally {
      local.ifPresent(LocalMesos::close);
      end.closed();
    }
  }

  /** A mistake in a route's file is its writer's to mend, who does not want to see our stack. */
  private void runRoutes(Main camel, Pipeline pipeline, ServiceEnd end, boolean local)
      throws Exception {
    camel.configure().setSourceLocationEnabled(true);
    try {
      end.run(camel, pipeline, local);
    } catch (Exception e) {
      Optional<String> mistake =
          RouteMistake.of(
              e,
              (ModelCamelContext) camel.getCamelContext(),
              settings.get("mesosbatch.http.host", "127.0.0.1")
                  + ":"
                  + settings.get(Http.PORT, "(its port)"));
      if (mistake.isPresent()) {
        throw new Failures.BadInput(mistake.get());
      }
      throw e;
    }
  }

  private void bindWaysInAndOut(Main camel, Pipeline pipeline, Path folder)
      throws IOException, Failures.BadInput {
    try {
      Intake intake = Intake.bind(camel, pipeline, settings::get, home, folder.resolve("data"));
      Path spool = folder.resolve(".spool");
      Notify.bind(camel, pipeline.store(), settings::get, intake.objects(), spool);
      Http.bind(camel, pipeline, intake.limit(), settings::get, spool);
    } catch (IllegalArgumentException e) {
      throw new Failures.BadInput(e.getMessage());
    }
  }

  private Optional<Credential> credential() {
    String principal = settings.get("camel.component.mesos.principal", "");
    String secret = settings.get("camel.component.mesos.secret", "");
    return principal.isEmpty() || secret.isEmpty()
        ? Optional.empty()
        : Optional.of(new Credential(principal, secret));
  }
}

package io.mesosbatch.pipeline.notify;

import io.mesosbatch.job.Phase;
import io.mesosbatch.pipeline.intake.ObjectWriter;
import io.mesosbatch.pipeline.intake.Settings;
import io.mesosbatch.store.JobStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.main.Main;

/** The beans of the ways out. */
public final class Notify {
  private static final String TASKS = "mesosbatch.notify.tasks";
  private static final String TASKS_PER_MESSAGE = "mesosbatch.notify.tasksPerMessage";
  private static final String WEBHOOK = "mesosbatch.notify.webhook";
  private static final String SECRET = "mesosbatch.notify.webhookSecret";
  private static final String BUCKET = "mesosbatch.notify.s3Bucket";

  /** What switches a way on, and how the ids of its routes end. */
  static final Map<String, String> WAYS =
      Map.of(
          WEBHOOK,
          "webhook",
          "mesosbatch.notify.sqsQueueUrl",
          "sqs",
          "mesosbatch.notify.jmsQueue",
          "jms",
          BUCKET,
          "s3");

  private Notify() {}

  /** The ids of the routes that are on. */
  static List<String> routes(String prefix, Settings settings) {
    return WAYS.entrySet().stream()
        .filter(way -> settings.has(way.getKey()))
        .map(way -> prefix + way.getValue())
        .sorted()
        .toList();
  }

  /**
   * @param spool a folder for documents on their way; what a crash left there is deleted
   * @throws IllegalArgumentException a setting is no good
   */
  public static void bind(
      Main main, JobStore store, Settings settings, ObjectWriter writer, Path spool)
      throws IOException {
    Results results = new Results(store, spool);
    main.bind("notices", new Notices(store, settings));
    main.bind("results", results);
    main.bind("taskWays", taskWays(store, settings));
    if (settings.has(WEBHOOK)) {
      Optional<String> secret =
          settings.has(SECRET) ? Optional.of(settings.get(SECRET, "")) : Optional.empty();
      main.bind("webhook", new Webhook(results, url(settings), secret, Clock.systemUTC()));
    }
    if (settings.has(BUCKET)) {
      main.bind(
          "resultObjects",
          new ResultObjects(
              results,
              writer,
              settings.get(BUCKET, ""),
              settings.get("mesosbatch.notify.s3Prefix", "results/")));
    }
  }

  private static TaskWays taskWays(JobStore store, Settings settings) {
    Set<Phase> phases = noted(settings);
    List<String> ways = phases.isEmpty() ? List.of() : routes("tasks-", settings);
    if (ways.isEmpty()) {
      store.taskNotices().forget(Long.MAX_VALUE); // of an earlier run that was to tell
    } else {
      store.taskNotices().note(phases);
    }
    int most = Math.toIntExact(Math.max(1, settings.number(TASKS_PER_MESSAGE, 100)));
    return new TaskWays(store.taskNotices(), new EndedTasks(store, most), ways);
  }

  private static Set<Phase> noted(Settings settings) {
    String value = settings.get(TASKS, "none");
    return switch (value) {
      case "none" -> Set.of();
      case "all" -> Arrays.stream(Phase.values()).filter(Phase::ended).collect(Collectors.toSet());
      case "failed" -> Set.of(Phase.FAILED, Phase.KILLED, Phase.SKIPPED);
      default ->
          throw new IllegalArgumentException(
              TASKS + " = " + value + ": none, failed or all is wanted");
    };
  }

  private static URI url(Settings settings) {
    String value = settings.get(WEBHOOK, "");
    URI url = URI.create(value);
    if (url.getHost() == null || !url.getScheme().matches("https?")) {
      throw new IllegalArgumentException(WEBHOOK + " is no http or https URL: " + value);
    }
    return url;
  }
}

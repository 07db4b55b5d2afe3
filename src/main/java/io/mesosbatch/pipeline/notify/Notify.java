package io.mesosbatch.pipeline.notify;

import io.mesosbatch.pipeline.intake.ObjectWriter;
import io.mesosbatch.pipeline.intake.Settings;
import io.mesosbatch.store.JobStore;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import org.apache.camel.main.Main;

/** The beans of the ways out. */
public final class Notify {
  private static final String WEBHOOK = "mesosbatch.notify.webhook";
  private static final String SECRET = "mesosbatch.notify.webhookSecret";
  private static final String BUCKET = "mesosbatch.notify.s3Bucket";

  private Notify() {}

  /**
   * @throws IllegalArgumentException a setting is no good
   */
  public static void bind(Main main, JobStore store, Settings settings, ObjectWriter writer) {
    Results results = new Results(store);
    main.bind("notices", new Notices(store, settings));
    main.bind("results", results);
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

  private static URI url(Settings settings) {
    String value = settings.get(WEBHOOK, "");
    URI url = URI.create(value);
    if (url.getHost() == null || !url.getScheme().matches("https?")) {
      throw new IllegalArgumentException(WEBHOOK + " is no http or https URL: " + value);
    }
    return url;
  }
}

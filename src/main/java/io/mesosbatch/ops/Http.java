package io.mesosbatch.ops;

import io.mesosbatch.pipeline.Pipeline;
import io.mesosbatch.pipeline.intake.IntakeLimit;
import io.mesosbatch.pipeline.intake.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.main.Main;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;

/** The beans of the route "http". */
public final class Http {
  /** The route is on when this is set. */
  public static final String PORT = "mesosbatch.http.port";

  private static final int MAX_PORT = 65_535;
  private static final long GIBIBYTE = 1L << 30;

  private Http() {}

  /**
   * Does nothing if the route is off.
   *
   * @param spool a folder for lists that are being received
   * @throws IllegalArgumentException the settings would let anyone start tasks
   */
  public static void bind(
      Main main, Pipeline pipeline, IntakeLimit limit, Settings settings, Path spool)
      throws IOException {
    if (!settings.has(PORT)) {
      return;
    }
    long port = settings.number(PORT, 0);
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException(PORT + " = " + port + ": 1 to " + MAX_PORT + " is wanted");
    }
    boolean tls = settings.get("mesosbatch.http.tls", "false").equals("true");
    String scheme = settings.get("mesosbatch.http.scheme", "http");
    if (tls != scheme.equals("https") || tls != settings.has("mesosbatch.http.keyStore")) {
      throw new IllegalArgumentException(
          "mesosbatch.http: for TLS, scheme = https, tls = true and keyStore are all wanted;"
              + " without it, none of them");
    }
    HttpOptions options =
        new HttpOptions(
            settings.get("mesosbatch.http.host", "127.0.0.1"),
            optional(settings, "mesosbatch.http.token"),
            optional(settings, "mesosbatch.http.user")
                .map(
                    user ->
                        new HttpOptions.Login(user, settings.get("mesosbatch.http.password", ""))),
            settings.number("mesosbatch.http.maxBytes", GIBIBYTE),
            spool);
    JobsApi api = new JobsApi(pipeline, limit, options);
    main.bind("jobsApi", api);
    main.bind("httpGate", new GateFactory(options, api));
    main.bind("httpTls", tls(settings));
  }

  private static Optional<String> optional(Settings settings, String key) {
    return settings.has(key) ? Optional.of(settings.get(key, "")) : Optional.empty();
  }

  private static SSLContextParameters tls(Settings settings) {
    SSLContextParameters tls = new SSLContextParameters();
    optional(settings, "mesosbatch.http.keyStore")
        .ifPresent(
            file -> {
              String password = settings.get("mesosbatch.http.keyStorePassword", "");
              KeyStoreParameters store = new KeyStoreParameters();
              store.setResource(file.contains(":") ? file : "file:" + file);
              store.setType("PKCS12");
              store.setPassword(password);
              KeyManagersParameters keys = new KeyManagersParameters();
              keys.setKeyStore(store);
              keys.setKeyPassword(password);
              tls.setKeyManagers(keys);
            });
    return tls;
  }
}

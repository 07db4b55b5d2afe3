package io.mesosbatch.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.FreePort;
import io.mesosbatch.intake.RunningPipeline;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask, and TLS. */
class HttpSecurityTest {
  @TempDir Path folder;
  private final int port;
  private final Map<String, String> settings = new HashMap<>();

  HttpSecurityTest() throws Exception {
    port = FreePort.any();
    settings.put("mesosbatch.http.port", String.valueOf(port));
  }

  private static int status(HttpClient client, HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private HttpRequest.Builder request(String path, String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    return authorization.isEmpty() ? request : request.header("Authorization", authorization);
  }

  private static String basic(String login) {
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void onlyTheRightTokenOrPasswordIsLetIn() throws Exception {
    settings.put("mesosbatch.http.token", "sesame");
    settings.put("mesosbatch.http.user", "ali");
    settings.put("mesosbatch.http.password", "ba:ba");
    HttpClient client = HttpClient.newHttpClient();
    try (RunningPipeline program = RunningPipeline.start(folder, settings, "http")) {
      assertThat(status(client, request("/jobs", "Bearer sesame"))).isEqualTo(200);
      assertThat(status(client, request("/jobs", basic("ali:ba:ba")))).isEqualTo(200);
      for (String wrong :
          new String[] {"", "Bearer", "Bearer sesam", "Basic !", basic("ali:ba"), "Digest x"}) {
        assertThat(status(client, request("/jobs", wrong))).as(wrong).isEqualTo(401);
      }
      HttpResponse<String> post =
          client.send(
              request("/jobs", "")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(RunningPipeline.list(1, "true")))
                  .build(),
              BodyHandlers.ofString());
      assertThat(post.statusCode()).isEqualTo(401);
      assertThat(post.headers().firstValue("WWW-Authenticate")).isPresent();
      assertThat(post.body()).contains("\"status\":401").doesNotContain("sesame");
      assertThat(program.store().jobs(0, 1)).isEmpty();
      assertThat(status(client, request("/health", ""))).isIn(200, 503);
    }
  }

  @Test
  void anOpenAddressWithoutCredentialsIsRefused() {
    settings.put("mesosbatch.http.host", "0.0.0.0");
    assertThatThrownBy(() -> RunningPipeline.start(folder, settings, "http"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mesosbatch.http.token");
  }

  @Test
  void tls() throws Exception {
    Path keyStore = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keyStore.toString(),
                "-storepass",
                "change it")
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor()).isZero();
    settings.put("mesosbatch.http.scheme", "https");
    settings.put("mesosbatch.http.tls", "true");
    settings.put("mesosbatch.http.keyStore", keyStore.toString());
    settings.put("mesosbatch.http.keyStorePassword", "change it");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(keyStore)) {
      trusted.load(in, "change it".toCharArray());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    HttpClient client = HttpClient.newBuilder().sslContext(context).build();
    try (RunningPipeline program = RunningPipeline.start(folder, settings, "http")) {
      HttpRequest.Builder post =
          HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/jobs"))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(RunningPipeline.list(1, "true")));
      assertThat(status(client, post)).isEqualTo(201);
      assertThat(program.store().jobs(0, 9)).hasSize(1);
    }
  }
}

package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.CheckInfo;
import io.mesosbatch.mesos.v1.CheckStatusInfo;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** GETs from 127.0.0.1, following redirects; certificates are not checked, as in Mesos. */
final class HttpProbe implements Probe {
  private final URI uri;

  /**
   * @param path "" or with a leading slash
   */
  HttpProbe(String scheme, int port, String path) {
    this.uri = URI.create(scheme + "://127.0.0.1:" + port + path);
  }

  @Override
  public CompletableFuture<OptionalInt> probe(Duration timeout) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (!timeout.isZero()) {
      request.timeout(timeout);
    }
    return Client.CLIENT
        .sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
        .handle(
            (response, failure) ->
                failure == null ? OptionalInt.of(response.statusCode()) : OptionalInt.empty());
  }

  /** Mesos, health-checks document: 200 to 399 is healthy. */
  @Override
  public boolean healthy(int status) {
    return status >= 200 && status < 400;
  }

  @Override
  public CheckStatusInfo status(OptionalInt status) {
    CheckStatusInfo.Http.Builder http = CheckStatusInfo.Http.newBuilder();
    status.ifPresent(http::setStatusCode);
    return CheckStatusInfo.newBuilder().setType(CheckInfo.Type.HTTP).setHttp(http).build();
  }

  /** Made at the first HTTP check only: loading the JDK's HTTP client takes a while. */
  private static final class Client {
    static final HttpClient CLIENT =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.ALWAYS)
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trustAll())
            .build();

    private static SSLContext trustAll() {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        return context;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The extended class, because for the plain one the JDK checks host names itself. */
  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

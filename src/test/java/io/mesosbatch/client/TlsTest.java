package io.mesosbatch.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.FaultProxy;
import io.mesosbatch.client.RecordingListener.Disconnected;
import io.mesosbatch.client.RecordingListener.Unreachable;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest extends ClientTestBase {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path keys;
  private ScriptedMaster secure;

  @BeforeAll
  static void makeKeys() throws Exception {
    keyStore("right", "ip:127.0.0.1");
    keyStore("elsewhere", "dns:elsewhere.example");
  }

  @AfterEach
  void stopSecure() throws IOException {
    if (secure != null) {
      secure.close();
    }
  }

  @Test
  void aSessionOverTls() throws Exception {
    ClientConfig config = tls("right", "right");
    secure.onSubscribe(exchange -> exchange.subscribe("s", "f", 15));
    SchedulerClient client = subscribed(config);
    succeeds(client.send(REVIVE));
    assertThat(client.state().master().orElseThrow()).asString().startsWith("https://");
  }

  @Test
  void aConnectionThatFallsSilentOnTheWay() throws Exception {
    ClientConfig direct = tls("right", "right");
    CountDownLatch over = new CountDownLatch(1);
    secure.onSubscribe(
        exchange -> {
          exchange.subscribe("s", "f", 0.3);
          while (!over.await(50, TimeUnit.MILLISECONDS)) {
            exchange.events(ScriptedMaster.Events.heartbeat());
          }
        });
    Duration limit = Duration.ofMillis(500);
    Timing impatient =
        new Timing(
            limit,
            TIMING.subscribe(),
            limit,
            TIMING.heartbeat(),
            TIMING.missedHeartbeats(),
            TIMING.firstBackoff(),
            TIMING.maxBackoff());
    try (FaultProxy proxy = new FaultProxy(new InetSocketAddress("127.0.0.1", secure.port()))) {
      MasterDetector behind = MasterDetector.parse("https://" + proxy.address());
      SchedulerClient client =
          subscribed(
              ClientConfig.of(behind, FRAMEWORK)
                  .withTiming(impatient)
                  .withSsl(direct.ssl().orElseThrow()));
      succeeds(client.send(REVIVE));

      proxy.silence(true);
      CompletableFuture<Void> inFlight = client.send(kill("1"));
      assertThat(failure(inFlight, MesosException.class).mayHaveArrived()).isTrue();
      assertThat(listener.next(Disconnected.class).why())
          .isInstanceOf(MesosException.TimedOut.class)
          .hasMessageContaining("Nothing heard from https://");
      assertThat(listener.next(Unreachable.class).why()).hasMessageContaining("handshake");
      failure(client.send(kill("2")), MesosException.class);

      proxy.silence(false);
      listener.await(RecordingListener.Subscribed.class);
      succeeds(client.send(REVIVE));
    } finally {
      over.countDown();
    }
  }

  @Test
  void aCertificateThatIsNotTrusted() throws Exception {
    start(tls("right", "elsewhere"));
    assertThat(listener.next(Unreachable.class).why())
        .isInstanceOf(MesosException.Unreachable.class)
        .hasMessageContaining("its certificate is not trusted here");
  }

  @Test
  void aCertificateOfAnotherHost() throws Exception {
    start(tls("elsewhere", "elsewhere"));
    assertThat(listener.next(Unreachable.class).why())
        .isInstanceOf(MesosException.Unreachable.class)
        .hasMessageContaining("127.0.0.1");
  }

  @Test
  void aMasterThatDoesNotSpeakTls() throws Exception {
    master.onSubscribe(exchange -> exchange.subscribe("s", "f", 15));
    MasterDetector https = MasterDetector.parse("https://127.0.0.1:" + master.port());
    Timing impatient =
        new Timing(
            Duration.ofMillis(300),
            TIMING.subscribe(),
            TIMING.call(),
            TIMING.heartbeat(),
            TIMING.missedHeartbeats(),
            TIMING.firstBackoff(),
            TIMING.maxBackoff());
    start(ClientConfig.of(https, FRAMEWORK).withTiming(impatient));
    assertThat(listener.next(Unreachable.class).why())
        .isInstanceOf(MesosException.Unreachable.class)
        .hasMessageContaining("handshake timed out");
  }

  @Test
  void aRedirectAwayFromTlsIsNotFollowed() throws Exception {
    ClientConfig config = tls("right", "right").withCredential(new Credential("a", "b"));
    secure.onSubscribe(
        exchange -> exchange.redirect("http://127.0.0.1:" + master.port() + "/api/v1/scheduler"));
    start(config);
    assertThat(listener.next(Unreachable.class).why())
        .isInstanceOf(MesosException.ProtocolViolation.class)
        .hasMessageContaining("not encrypted");
  }

  private ClientConfig tls(String own, String trusted) throws Exception {
    SSLContext server = SSLContext.getInstance("TLS");
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(load(own), PASSWORD);
    server.init(managers.getKeyManagers(), null, null);
    secure = new ScriptedMaster(server.getServerSocketFactory());
    X509Certificate certificate = (X509Certificate) load(trusted).getCertificate("key");
    return ClientConfig.of(MasterDetector.parse("https://127.0.0.1:" + secure.port()), FRAMEWORK)
        .withTiming(TIMING)
        .withSsl(SslContextBuilder.forClient().trustManager(certificate).build());
  }

  private static KeyStore load(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys.resolve(name))) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private static void keyStore(String name, String san) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "key",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "san=" + san,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.resolve(name).toString(),
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
  }
}

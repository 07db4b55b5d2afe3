package io.mesosbatch.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.client.ClientState;
import io.mesosbatch.mesos.v1.scheduler.Call;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** https to a master, with Camel's TLS parameters; and credentials. */
class TlsTest {
  private static final String PASSWORD = "changeit";
  @TempDir static Path directory;

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private FakeMaster master;

  @BeforeAll
  static void makeKeys() throws Exception {
    makeKey("right", "san=ip:127.0.0.1");
    makeKey("wrong-name", "san=dns:elsewhere.example");
  }

  private static void makeKey(String name, String extension) throws Exception {
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "master",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=master",
                    "-ext",
                    extension,
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    directory.resolve(name + ".p12").toString()))
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
  }

  private void startMaster(String key) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(directory.resolve(key + ".p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    master = new FakeMaster(context.getServerSocketFactory());
  }

  private void trust(String key) {
    KeyStoreParameters store = new KeyStoreParameters();
    store.setResource("file:" + directory.resolve(key + ".p12"));
    store.setPassword(PASSWORD);
    TrustManagersParameters trust = new TrustManagersParameters();
    trust.setKeyStore(store);
    SSLContextParameters parameters = new SSLContextParameters();
    parameters.setTrustManagers(trust);
    camel.getRegistry().bind("tls", parameters);
  }

  private MesosSession start(String scheme) throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("mesos:x?events=OFFERS&sslContextParameters=#tls&principal=p&secret=RAW(s&cret)"
                    + "&initialBackoff=5&master="
                    + scheme
                    + master.address())
                .to("mock:o");
          }
        });
    camel.start();
    return camel.getComponent("mesos", MesosComponent.class).session("x");
  }

  @AfterEach
  void stop() throws Exception {
    camel.stop();
    master.close();
  }

  @Test
  void aTrustedMasterIsSpokenTo() throws Exception {
    startMaster("right");
    trust("right");

    start("https://");

    master.next(Call.Type.SUBSCRIBE);
    assertThat(master.authorization()).isEqualTo("Basic cDpzJmNyZXQ=");
  }

  @Test
  void aMasterThatIsNotTrustedIsNot() throws Exception {
    startMaster("right");
    trust("wrong-name");

    assertThat(error(start("https://"))).contains("its certificate is not trusted here");
  }

  @Test
  void aCertificateForAnotherNameIsNot() throws Exception {
    startMaster("wrong-name");
    trust("wrong-name");

    assertThat(error(start("https://"))).contains("No subject alternative names");
  }

  private static String error(MesosSession session) {
    ComponentTestBase.await()
        .until(() -> session.state().flatMap(ClientState::lastError).isPresent());
    return session.state().flatMap(ClientState::lastError).orElseThrow().getMessage();
  }

  @Test
  void tlsParametersForAPlainMasterAreRefused() throws Exception {
    startMaster("right");
    trust("right");

    org.assertj.core.api.Assertions.assertThatThrownBy(() -> start(""))
        .hasMessageContaining("not every master is an https URL")
        .hasMessageNotContaining("cret");
  }
}

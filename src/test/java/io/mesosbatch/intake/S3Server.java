package io.mesosbatch.intake;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** S3Mock in a process of its own, one for all tests: it takes some seconds to start. */
public final class S3Server {
  private static final Pattern STARTED =
      Pattern.compile("started on ports \\d+ \\(https\\), (\\d+) \\(http\\)");
  private static S3Server shared;

  private final Process process;
  private final int port;
  private final S3Client client;

  private S3Server(int wanted) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-jar",
                jar(),
                "--server.port=0",
                "--com.adobe.testing.s3mock.httpPort=" + wanted)
            .redirectErrorStream(true)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    port = awaitPort();
    client =
        S3Client.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + port))
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .build();
  }

  public static synchronized S3Server shared() throws IOException {
    if (shared == null) {
      shared = new S3Server(0);
    }
    return shared;
  }

  /** On the port where one was before. */
  public static S3Server start(int port) throws IOException {
    return new S3Server(port);
  }

  private static String jar() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(path -> path.matches(".*s3mock-[0-9.]+-exec\\.jar"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("S3Mock is not on the class path"));
  }

  private int awaitPort() throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder log = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      log.append(line).append('\n');
      Matcher matcher = STARTED.matcher(line);
      if (matcher.find()) {
        Thread drain = new Thread(() -> out.lines().forEach(l -> {}), "S3Mock-output");
        drain.setDaemon(true);
        drain.start();
        return Integer.parseInt(matcher.group(1));
      }
    }
    throw new IOException("S3Mock did not start:\n" + log);
  }

  public int port() {
    return port;
  }

  public void stop() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** What application.properties needs for a server there. */
  public static Map<String, String> settings(int port) {
    Map<String, String> settings = new HashMap<>();
    settings.put("camel.component.aws2-s3.region", "us-east-1");
    settings.put("camel.component.aws2-s3.accessKey", "key");
    settings.put("camel.component.aws2-s3.secretKey", "secret");
    settings.put("camel.component.aws2-s3.forcePathStyle", "true");
    settings.put("camel.component.aws2-s3.overrideEndpoint", "true");
    settings.put("camel.component.aws2-s3.uriEndpointOverride", "http://127.0.0.1:" + port);
    return settings;
  }

  public void bucket(String name) {
    client.createBucket(b -> b.bucket(name));
  }

  public void put(String bucket, String key, String content) {
    client.putObject(o -> o.bucket(bucket).key(key), RequestBody.fromString(content));
  }

  public String get(String bucket, String key) {
    return client.getObjectAsBytes(o -> o.bucket(bucket).key(key)).asUtf8String();
  }

  public List<String> keys(String bucket) {
    return client.listObjectsV2Paginator(l -> l.bucket(bucket)).contents().stream()
        .map(S3Object::key)
        .toList();
  }
}

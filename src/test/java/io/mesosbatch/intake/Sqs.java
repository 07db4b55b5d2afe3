package io.mesosbatch.intake;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** ElasticMQ in this JVM, which speaks the protocol of SQS. */
public final class Sqs implements AutoCloseable {
  private final SQSRestServer server;
  private final int port;
  private final SqsClient client;

  private Sqs(int port) {
    server = SQSRestServerBuilder.withInterface("127.0.0.1").withPort(port).start();
    InetSocketAddress address = server.waitUntilStarted().localAddress();
    this.port = address.getPort();
    client =
        SqsClient.builder()
            .endpointOverride(uri())
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .build();
  }

  public static Sqs start() {
    return new Sqs(0);
  }

  /** On the port of one that has ended, without its messages. */
  public static Sqs start(int port) {
    return new Sqs(port);
  }

  public int port() {
    return port;
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public SqsClient client() {
    return client;
  }

  /** What application.properties needs for this server. */
  public static Map<String, String> settings(int port) {
    Map<String, String> settings = new HashMap<>();
    settings.put("camel.component.aws2-sqs.region", "eu-central-1");
    settings.put("camel.component.aws2-sqs.accessKey", "key");
    settings.put("camel.component.aws2-sqs.secretKey", "secret");
    settings.put("camel.component.aws2-sqs.overrideEndpoint", "true");
    settings.put("camel.component.aws2-sqs.uriEndpointOverride", "http://127.0.0.1:" + port);
    return settings;
  }

  /** The URL of a new queue. */
  public String queue(String name, int visibilitySeconds) {
    return client
        .createQueue(
            q ->
                q.queueName(name)
                    .attributesWithStrings(
                        Map.of("VisibilityTimeout", String.valueOf(visibilitySeconds))))
        .queueUrl();
  }

  public String send(String queue, String body, Map<String, String> attributes) {
    Map<String, MessageAttributeValue> values = new HashMap<>();
    attributes.forEach(
        (name, value) ->
            values.put(
                name,
                MessageAttributeValue.builder().dataType("String").stringValue(value).build()));
    return client
        .sendMessage(m -> m.queueUrl(queue).messageBody(body).messageAttributes(values))
        .messageId();
  }

  public List<Message> receive(String queue) {
    return client
        .receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10).messageAttributeNames("All"))
        .messages();
  }

  /** Of all messages, taken or not. */
  public int size(String queue) {
    Map<String, String> attributes =
        client
            .getQueueAttributes(r -> r.queueUrl(queue).attributeNamesWithStrings("All"))
            .attributesAsStrings();
    return Integer.parseInt(attributes.get("ApproximateNumberOfMessages"))
        + Integer.parseInt(attributes.get("ApproximateNumberOfMessagesNotVisible"));
  }

  @Override
  public void close() {
    client.close();
    server.stopAndWait();
  }
}

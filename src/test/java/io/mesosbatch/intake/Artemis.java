package io.mesosbatch.intake;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** An Artemis broker in this JVM, set up as docs/intake.md asks for. */
public final class Artemis implements AutoCloseable {
  private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
  private final int port;

  /**
   * @param data its messages are there again when it is started with the same folder
   */
  public Artemis(int port, Path data) throws Exception {
    this.port = port;
    ConfigurationImpl configuration = new ConfigurationImpl();
    configuration
        .setSecurityEnabled(false)
        .setPersistenceEnabled(true)
        .setJournalDirectory(data.resolve("journal").toString())
        .setBindingsDirectory(data.resolve("bindings").toString())
        .setLargeMessagesDirectory(data.resolve("large").toString())
        .setPagingDirectory(data.resolve("paging").toString())
        .setJournalType(org.apache.activemq.artemis.core.server.JournalType.NIO)
        .setJournalFileSize(1 << 20)
        .setJournalMinFiles(2)
        .addAddressSetting("#", new AddressSettings().setMaxDeliveryAttempts(-1))
        .addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + port);
    broker.setConfiguration(configuration);
    broker.start();
  }

  public Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "camel.component.jms.connectionFactory",
        "#class:"
            + ActiveMQConnectionFactory.class.getName()
            + "('"
            + url()
            + "?consumerWindowSize=0')");
    return settings;
  }

  private String url() {
    return "tcp://127.0.0.1:" + port;
  }

  public JMSContext context() {
    ConnectionFactory factory = new ActiveMQConnectionFactory(url());
    return factory.createContext();
  }

  /** The id of the message. */
  public String send(String queue, Object body) throws Exception {
    try (JMSContext context = context()) {
      Message message =
          body instanceof byte[] bytes
              ? bytes(context, bytes)
              : context.createTextMessage((String) body);
      context.createProducer().send(context.createQueue(queue), message);
      return message.getJMSMessageID();
    }
  }

  private static Message bytes(JMSContext context, byte[] bytes) throws Exception {
    jakarta.jms.BytesMessage message = context.createBytesMessage();
    message.writeBytes(bytes);
    return message;
  }

  public long size(String queue) {
    var found = broker.getActiveMQServer().locateQueue(queue);
    return found == null ? 0 : found.getMessageCount();
  }

  @Override
  public void close() {
    try {
      broker.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

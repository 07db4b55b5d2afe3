package io.mesosbatch.pipeline.intake;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** The step of a route that notes to whom a JMS message wants its answer. */
final class JmsReply implements Processor {
  @Override
  public void process(Exchange exchange) throws JMSException {
    Message message = exchange.getMessage();
    Object replyTo = message.getHeader("JMSReplyTo");
    if (replyTo instanceof Destination destination && isPlain(name(destination))) {
      message.setHeader(TaskLists.REPLY_TO, endpoint(destination));
      String correlation = message.getHeader("JMSCorrelationID", String.class);
      message.setHeader(
          TaskLists.CORRELATION_ID,
          correlation == null ? message.getHeader("JMSMessageID", String.class) : correlation);
    }
  }

  /** It becomes part of an endpoint's URI. */
  private static boolean isPlain(String name) {
    return name.matches("[\\w.:/$-]+");
  }

  private static String endpoint(Destination destination) throws JMSException {
    return (destination instanceof Queue ? "jms:queue:" : "jms:topic:") + name(destination);
  }

  /** Both may be implemented by one class; a queue is the common case. */
  private static String name(Destination destination) throws JMSException {
    return destination instanceof Queue queue
        ? queue.getQueueName()
        : ((Topic) destination).getTopicName();
  }
}

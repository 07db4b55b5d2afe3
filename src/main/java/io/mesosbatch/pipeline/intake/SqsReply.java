package io.mesosbatch.pipeline.intake;

import java.net.URI;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step of a route that notes to whom an SQS message wants its answer: its attribute {@code
 * ReplyTo} is the URL of a queue. Only queues at the same address are answered, or a sender could
 * make this program send anything anywhere.
 */
final class SqsReply implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(SqsReply.class);

  private final URI own;

  SqsReply(String ownQueueUrl) {
    this.own = URI.create(ownQueueUrl);
  }

  @Override
  public void process(Exchange exchange) {
    Message message = exchange.getMessage();
    String replyTo = message.getHeader("ReplyTo", String.class);
    if (replyTo == null || replyTo.isBlank()) {
      return;
    }
    if (isNear(replyTo)) {
      message.setHeader(TaskLists.REPLY_TO, "aws2-sqs:reply?queueUrl=" + replyTo);
      message.setHeader(
          TaskLists.CORRELATION_ID, message.getHeader("CamelAwsSqsMessageId", String.class));
    } else {
      LOG.warn("A message wants an answer to {}, which is no queue beside its own", replyTo);
    }
  }

  private boolean isNear(String replyTo) {
    if (!replyTo.matches("https?://[\\w.:-]+(/[\\w.-]+)+")) {
      return false;
    }
    URI url = URI.create(replyTo);
    return url.getScheme().equals(own.getScheme()) && url.getAuthority().equals(own.getAuthority());
  }
}

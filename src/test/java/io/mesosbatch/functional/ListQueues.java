package io.mesosbatch.functional;

import java.util.Map;

/**
 * The settings of the ways in for lists by SQS, JMS and S3, as the tests of all of them use them.
 */
final class ListQueues {
  private ListQueues() {}

  /**
   * @param queue of SQS, by its URL
   * @param deadLetters of SQS, by its URL
   */
  static Map<String, String> settings(String queue, String deadLetters, String bucket) {
    return Map.of(
        "mesosbatch.sqs.queueUrl", queue,
        "mesosbatch.sqs.deadLetterUrl", deadLetters,
        "mesosbatch.sqs.waitSeconds", "1",
        "mesosbatch.jms.queue", "jobs",
        "mesosbatch.jms.deadLetterQueue", "dead",
        "mesosbatch.s3Lists.bucket", bucket,
        "mesosbatch.s3Lists.prefix", "lists/",
        "mesosbatch.s3Lists.period", "500");
  }
}

package io.mesosbatch.pipeline.intake;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Where an object is. */
record S3Address(String bucket, String key) {
  private static final String SCHEME = "s3://";

  /** S3 allows keys of 1,024 bytes and names of buckets of 63. */
  private static final int MOST_BYTES = 2_048;

  /** Of a message that says {@code s3://BUCKET/KEY} and nothing else. */
  static Optional<S3Address> of(byte[] message) {
    if (message.length > MOST_BYTES) {
      return Optional.empty();
    }
    String text = new String(message, StandardCharsets.UTF_8).strip();
    int slash = text.indexOf('/', SCHEME.length());
    if (!text.startsWith(SCHEME)
        || text.indexOf('\n') >= 0
        || slash <= SCHEME.length()
        || slash == text.length() - 1) {
      return Optional.empty();
    }
    return Optional.of(
        new S3Address(text.substring(SCHEME.length(), slash), text.substring(slash + 1)));
  }

  @Override
  public String toString() {
    return SCHEME + bucket + "/" + key;
  }
}

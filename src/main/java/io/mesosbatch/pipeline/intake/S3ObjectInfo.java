package io.mesosbatch.pipeline.intake;

import java.time.Instant;

/**
 * An object as a listing or an event tells of it.
 *
 * @param etag without quotes
 * @param size bytes; -1 if not known
 */
record S3ObjectInfo(String bucket, String key, String etag, long size, Instant modified) {
  S3Address address() {
    return new S3Address(bucket, key);
  }

  /** The same for the same content at the same place. */
  String identity() {
    return "s3:" + bucket + ":" + etag + ":" + key;
  }
}

package io.mesosbatch.job;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An object in S3, for templates.
 *
 * @param size in bytes
 * @param etag without quotes
 */
public record S3Object(
    String bucket,
    String key,
    Optional<Long> size,
    Optional<String> etag,
    Optional<Instant> lastModified) {

  public S3Object(String bucket, String key) {
    this(bucket, key, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Values of placeholders: {@code bucket}, {@code key}, {@code prefix} (the key up to and with its
   * last slash), {@code file} (the rest), {@code key.1}, {@code key.2} and so on (the parts between
   * slashes), and of what is known {@code size}, {@code etag} and {@code time} (ISO 8601, UTC).
   *
   * @return may be changed by the caller
   */
  public Map<String, String> placeholders() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("bucket", bucket);
    values.put("key", key);
    values.put("prefix", prefix());
    values.put("file", key.substring(prefix().length()));
    int number = 0;
    for (String part : key.split("/")) {
      values.put("key." + ++number, part);
    }
    size.ifPresent(bytes -> values.put("size", Long.toString(bytes)));
    etag.ifPresent(text -> values.put("etag", text));
    lastModified.ifPresent(time -> values.put("time", time.toString()));
    return values;
  }

  /** The key up to and with its last slash; empty without one. */
  public String prefix() {
    return key.substring(0, key.lastIndexOf('/') + 1);
  }
}

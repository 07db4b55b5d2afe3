package io.mesosbatch.pipeline.intake;

import io.mesosbatch.job.S3Object;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.Jsoner;

/**
 * The new objects that a notification of a bucket tells of. Three shapes: as S3 sends it, in an
 * envelope of SNS, and as EventBridge sends it. Keys are URL-encoded in all but the last.
 */
final class S3Events {
  private S3Events() {}

  /** This is no notification of S3. */
  static final class NoEvent extends Exception {
    private static final long serialVersionUID = 1L;

    NoEvent(String why) {
      super(why);
    }
  }

  /**
   * @return none for test events and for events of another kind
   */
  static List<S3Object> objects(String message) throws NoEvent {
    Map<?, ?> event = parse(message);
    if ("Notification".equals(event.get("Type")) && event.get("Message") instanceof String inner) {
      event = parse(inner);
    }
    if ("s3:TestEvent".equals(event.get("Event"))) {
      return List.of();
    }
    if (event.get("Records") instanceof List<?> records) {
      List<S3Object> objects = new ArrayList<>();
      for (Object one : records) {
        Map<?, ?> record = map(one, "Records");
        // MinIO writes s3:ObjectCreated:Put.
        if (text(record, "eventName").replaceFirst("^s3:", "").startsWith("ObjectCreated:")) {
          Map<?, ?> s3 = map(record.get("s3"), "s3");
          objects.add(object(s3, true, "eTag", record.get("eventTime")));
        }
      }
      return objects;
    }
    if ("aws.s3".equals(event.get("source"))) {
      return "Object Created".equals(event.get("detail-type"))
          ? List.of(object(map(event.get("detail"), "detail"), false, "etag", event.get("time")))
          : List.of();
    }
    throw new NoEvent("this is no notification of S3: it has neither Records nor a source aws.s3");
  }

  private static Map<?, ?> parse(String json) throws NoEvent {
    try {
      return map(Jsoner.deserialize(json), "the message");
    } catch (DeserializationException e) {
      throw new NoEvent("this is no JSON: " + e.getMessage());
    }
  }

  private static S3Object object(Map<?, ?> s3, boolean encoded, String etag, Object time)
      throws NoEvent {
    Map<?, ?> object = map(s3.get("object"), "object");
    String key = text(object, "key");
    try {
      return new S3Object(
          text(map(s3.get("bucket"), "bucket"), "name"),
          encoded ? URLDecoder.decode(key, StandardCharsets.UTF_8) : key,
          object.get("size") instanceof Number size
              ? Optional.of(size.longValue())
              : Optional.empty(),
          object.get(etag) instanceof String tag
              ? Optional.of(tag.replace("\"", ""))
              : Optional.empty(),
          time instanceof String t ? Optional.of(Instant.parse(t)) : Optional.empty());
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw new NoEvent("the object of the event is no good: " + e.getMessage());
    }
  }

  private static Map<?, ?> map(Object value, String name) throws NoEvent {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new NoEvent(name + " is no JSON object");
  }

  private static String text(Map<?, ?> map, String name) throws NoEvent {
    if (map.get(name) instanceof String text) {
      return text;
    }
    throw new NoEvent(name + " is missing");
  }
}

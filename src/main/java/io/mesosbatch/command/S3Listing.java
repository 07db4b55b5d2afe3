package io.mesosbatch.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.mesosbatch.job.S3Object;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A listing of a bucket: what {@code aws s3 ls --recursive} prints, the JSON of {@code aws s3api
 * list-objects-v2} (whole, or an array of objects or keys that a query left of it), or plain keys,
 * one a line.
 */
final class S3Listing {
  private static final Pattern LS =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d +\\d\\d:\\d\\d:\\d\\d +(\\d+) (.+)");
  private static final Pattern NO_OBJECT =
      Pattern.compile(" *(PRE .*|Total Objects: .*|Total Size: .*)?");
  private static final int PEEK = 4096;

  private final String bucket;
  private final Consumer<S3Object> sink;

  private S3Listing(String bucket, Consumer<S3Object> sink) {
    this.bucket = bucket;
    this.sink = sink;
  }

  /**
   * @throws IOException if the stream fails, or holds JSON that is no listing
   */
  static void read(InputStream in, String bucket, Consumer<S3Object> sink) throws IOException {
    S3Listing listing = new S3Listing(bucket, sink);
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    reader.mark(PEEK);
    char[] head = new char[PEEK - 1];
    int length = Math.max(0, reader.read(head));
    reader.reset();
    String text = new String(head, 0, length).strip();
    if (text.startsWith("{") || text.startsWith("[") || text.equals("null")) {
      try (JsonParser json = new JsonFactory().createParser(reader)) {
        listing.json(json);
      }
    } else {
      listing.lines(reader);
    }
  }

  private void lines(BufferedReader reader) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      Matcher ls = LS.matcher(line);
      if (ls.matches()) {
        Optional<Long> size = Optional.of(Long.parseLong(ls.group(1)));
        found(ls.group(2), size, Optional.empty(), Optional.empty());
      } else if (!NO_OBJECT.matcher(line).matches()) {
        found(line, Optional.empty(), Optional.empty(), Optional.empty());
      }
    }
  }

  private void json(JsonParser json) throws IOException {
    if (json.nextToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean contents = json.currentName().equals("Contents");
        json.nextToken();
        if (contents) {
          array(json);
        } else {
          json.skipChildren();
        }
      }
    } else {
      array(json);
    }
  }

  private void array(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return; // what a query leaves of no objects
    }
    expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.VALUE_STRING) {
        found(json.getText(), Optional.empty(), Optional.empty(), Optional.empty());
      } else {
        expect(json, JsonToken.START_OBJECT);
        object(json);
      }
    }
  }

  private void object(JsonParser json) throws IOException {
    String key = null;
    Optional<Long> size = Optional.empty();
    Optional<String> etag = Optional.empty();
    Optional<Instant> time = Optional.empty();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "Key" -> key = json.getText();
        case "Size" -> size = Optional.of(json.getValueAsLong());
        case "ETag" -> etag = Optional.of(json.getText().replace("\"", ""));
        case "LastModified" -> time = time(json.getText());
        default -> json.skipChildren();
      }
    }
    if (key == null) {
      throw new IOException(place(json) + "an object has no Key");
    }
    found(key, size, etag, time);
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static void expect(JsonParser json, JsonToken token) throws IOException {
    if (json.currentToken() != token) {
      throw new IOException(
          place(json) + "this is no listing of S3: an array of objects or of keys is wanted");
    }
  }

  private static String place(JsonParser json) {
    return "line " + json.currentTokenLocation().getLineNr() + ": ";
  }

  private void found(
      String key, Optional<Long> size, Optional<String> etag, Optional<Instant> time) {
    sink.accept(new S3Object(bucket, key, size, etag, time));
  }
}

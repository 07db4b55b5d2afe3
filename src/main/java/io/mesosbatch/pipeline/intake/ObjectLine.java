package io.mesosbatch.pipeline.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.mesosbatch.job.S3Object;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Optional;

/** An object of S3 as one line: {@code [bucket, key, etag, size, time]}. */
final class ObjectLine {
  private static final JsonFactory JSON = new JsonFactory();

  private ObjectLine() {}

  static String write(S3Object object) throws IOException {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartArray();
      json.writeString(object.bucket());
      json.writeString(object.key());
      json.writeString(object.etag().orElse(null));
      json.writeString(object.size().map(String::valueOf).orElse(null));
      json.writeString(object.lastModified().map(Instant::toString).orElse(null));
      json.writeEndArray();
    }
    return line.toString();
  }

  static S3Object read(String line) throws IOException {
    try (JsonParser json = JSON.createParser(line)) {
      json.nextToken();
      String bucket = json.nextTextValue();
      String key = json.nextTextValue();
      Optional<String> etag = Optional.ofNullable(json.nextTextValue());
      Optional<Long> size = Optional.ofNullable(json.nextTextValue()).map(Long::valueOf);
      Optional<Instant> time = Optional.ofNullable(json.nextTextValue()).map(Instant::parse);
      return new S3Object(bucket, key, size, etag, time);
    }
  }

  static String writeText(String text) throws IOException {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeString(text);
    }
    return line.toString();
  }

  static String readText(String line) throws IOException {
    try (JsonParser json = JSON.createParser(line)) {
      return json.nextTextValue();
    }
  }
}

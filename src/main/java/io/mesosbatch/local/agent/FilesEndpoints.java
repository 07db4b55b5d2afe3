package io.mesosbatch.local.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.mesosbatch.local.agent.SandboxFiles.Piece;
import io.mesosbatch.local.agent.SandboxFiles.Refused;
import io.mesosbatch.local.http.ChunkedStream;
import io.mesosbatch.local.http.Exchange;
import io.mesosbatch.local.http.Reply;
import io.mesosbatch.mesos.v1.FileInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** {@code /files/read}, {@code /files/browse} and {@code /files/download}. Block. */
final class FilesEndpoints {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String PERMISSIONS = "rwxrwxrwx";
  private static final int CHUNK = 1 << 16;

  private final SandboxFiles files;

  FilesEndpoints(SandboxFiles files) {
    this.files = files;
  }

  /** Answers {"data": …, "offset": …}; see {@link Utf8} for the data of a binary file. */
  Reply read(Exchange exchange) throws Refused, IOException {
    long offset = number(exchange, "offset", -1);
    long length = number(exchange, "length", Long.MAX_VALUE);
    if (offset < -1) {
      throw new Refused("400 Bad Request", "Negative offset provided: " + offset + ".\n");
    }
    if (length < 0) {
      length = Long.MAX_VALUE;
    }
    Piece piece = files.read(path(exchange), offset, length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("data", Utf8.text(piece.data()));
      json.writeNumberField("offset", piece.offset());
      json.writeEndObject();
    }
    return Reply.of("application/json", out.toByteArray());
  }

  Reply browse(Exchange exchange) throws Refused, IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartArray();
      for (FileInfo info : files.list(path(exchange))) {
        json.writeStartObject();
        json.writeStringField("gid", info.getGid());
        json.writeStringField("mode", mode(info.getMode()));
        json.writeNumberField("mtime", info.getMtime().getNanoseconds() / 1e9);
        json.writeNumberField("nlink", info.getNlink());
        json.writeStringField("path", info.getPath());
        json.writeNumberField("size", info.getSize());
        json.writeStringField("uid", info.getUid());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    return Reply.of("application/json", out.toByteArray());
  }

  /** Streams the whole file. */
  void download(Exchange exchange) throws Refused, IOException {
    Path file = files.resolve(path(exchange));
    if (Files.isDirectory(file)) {
      throw new Refused("400 Bad Request", "Cannot download a directory.\n");
    }
    try (InputStream in = Files.newInputStream(file)) {
      ChunkedStream out =
          exchange.stream(
              List.of(
                  "Content-Type: application/octet-stream",
                  "Content-Disposition: attachment; filename=\""
                      + file.getFileName().toString().replaceAll("[\"\\p{Cntrl}]", "_")
                      + "\""));
      byte[] buffer = new byte[CHUNK];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        out.write(Arrays.copyOf(buffer, n));
      }
      out.end();
    }
  }

  private static String path(Exchange exchange) throws Refused {
    return exchange
        .parameter("path")
        .filter(path -> !path.isEmpty())
        .orElseThrow(() -> new Refused("400 Bad Request", "Expecting 'path=value' in query.\n"));
  }

  private static long number(Exchange exchange, String name, long otherwise) throws Refused {
    String text = exchange.parameter(name).orElse("");
    try {
      return text.isEmpty() ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Refused(
          "400 Bad Request", "Failed to parse " + name + ": '" + text + "' is not a number.\n");
    }
  }

  /** As ls -l shows it. */
  private static String mode(int mode) {
    StringBuilder text = new StringBuilder(10);
    text.append(
        switch (mode & 0170000) {
          case 0040000 -> 'd';
          case 0120000 -> 'l';
          case 0010000 -> 'p';
          case 0140000 -> 's';
          default -> '-';
        });
    for (int i = 0; i < 9; i++) {
      text.append((mode >> (8 - i) & 1) == 1 ? PERMISSIONS.charAt(i) : '-');
    }
    return text.toString();
  }
}

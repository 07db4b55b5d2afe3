package io.mesosbatch.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;

/**
 * Reads the JSON endpoints of agents. Blocks, and gives up after its time-out; not for event loops.
 */
final class JsonHttp {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int TIMEOUT_MILLIS = 5_000;

  private final Optional<Credential> credential;

  JsonHttp(Optional<Credential> credential) {
    this.credential = credential;
  }

  interface Reader<T> {
    T read(JsonParser json) throws IOException;
  }

  <T> T get(URI uri, Reader<T> reader) throws IOException {
    return exchange(open(uri), uri, reader);
  }

  private HttpURLConnection open(URI uri) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setRequestProperty("Accept", "application/json");
    credential.ifPresent(c -> connection.setRequestProperty("Authorization", c.header()));
    return connection;
  }

  private static <T> T exchange(HttpURLConnection connection, URI uri, Reader<T> reader)
      throws IOException {
    try {
      int status = connection.getResponseCode();
      String answer = "HTTP " + status + " from " + uri.getAuthority() + uri.getPath();
      if (status == HttpURLConnection.HTTP_NOT_FOUND) {
        throw new FileNotFoundException(answer);
      }
      if (status != HttpURLConnection.HTTP_OK) {
        throw new IOException(answer);
      }
      try (InputStream in = connection.getInputStream();
          JsonParser json = JSON.createParser(in)) {
        return reader.read(json);
      }
    } finally {
      connection.disconnect();
    }
  }
}

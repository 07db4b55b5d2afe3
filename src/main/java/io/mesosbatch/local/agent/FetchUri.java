package io.mesosbatch.local.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What a fetch URI means, and how its bytes come: a local file, or over http, https or ftp. */
final class FetchUri {
  private static final String FILE = "file://";
  private static final int MAX_REDIRECTS = 20;
  private static final int CONNECT_MILLIS = 30_000;

  /** Mesos, fetcher_stall_timeout: one minute without a byte. */
  private static final int STALL_MILLIS = 60_000;

  private FetchUri() {}

  /**
   * The name that the fetched file gets: all after the last slash, as Mesos takes it.
   *
   * @throws IOException if there is none
   */
  static String basename(String uri) throws IOException {
    if (uri.chars().anyMatch(c -> c == '\\' || c == '\'' || c == 0)) {
      throw new IOException("the URI has a backslash, a quote or a zero in it");
    }
    int scheme = uri.indexOf("://");
    String path = scheme > 1 ? uri.substring(scheme + 3) : uri;
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (name.isEmpty() || (scheme > 1 && path.indexOf('/') < 0)) {
      throw new IOException("the URI has no path that ends in a file name");
    }
    return name;
  }

  /** Writes the bytes of the URI to a file, over what is there. */
  static void download(String uri, Path target) throws IOException {
    if (uri.startsWith(FILE) || !uri.contains("://")) {
      copy(localPath(uri), target);
    } else if (uri.matches("(?i)(https?|ftps?)://.*")) {
      download(url(uri), target);
    } else {
      throw new IOException(
          "the embedded Mesos fetches file, http, https and ftp URIs and plain absolute paths, no"
              + " others");
    }
  }

  static void copy(Path source, Path target) throws IOException {
    if (Files.isDirectory(source)) {
      throw new IOException("'" + source + "' is a directory");
    }
    try (InputStream in = Files.newInputStream(source)) {
      write(in, target);
    } catch (NoSuchFileException e) {
      throw new IOException("No such file or directory: '" + source + "'", e);
    }
  }

  private static Path localPath(String uri) throws IOException {
    String path = uri.startsWith(FILE) ? uri.substring(FILE.length()) : uri;
    if (path.startsWith("localhost/")) {
      path = path.substring("localhost".length());
    }
    if (!path.startsWith("/")) {
      throw new IOException("a local path must be absolute");
    }
    return Path.of(path);
  }

  private static URL url(String uri) throws IOException {
    try {
      return new URI(uri).toURL();
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IOException("not a valid URI: " + e.getMessage(), e);
    }
  }

  private static void download(URL url, Path target) throws IOException {
    try {
      URLConnection connection = open(url);
      try (InputStream in = connection.getInputStream()) {
        write(in, target);
      }
    } catch (UnknownHostException e) {
      throw new IOException("unknown host '" + e.getMessage() + "'", e);
    }
  }

  /** Follows redirects, also from http to https, which the JDK by itself does not. */
  private static URLConnection open(URL url) throws IOException {
    URL at = url;
    for (int i = 0; i <= MAX_REDIRECTS; i++) {
      URLConnection connection = at.openConnection();
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(STALL_MILLIS);
      if (!(connection instanceof HttpURLConnection http)) {
        return connection;
      }
      http.setInstanceFollowRedirects(false);
      int status = http.getResponseCode();
      String location = http.getHeaderField("Location");
      if (status == 200) {
        return http;
      }
      http.disconnect();
      if (status < 300 || status > 399 || location == null) {
        throw new IOException("the server answered with HTTP status " + status);
      }
      at = redirected(at, location);
    }
    throw new IOException("more than " + MAX_REDIRECTS + " redirects");
  }

  private static URL redirected(URL from, String location) throws IOException {
    URL to;
    try {
      to = from.toURI().resolve(location).toURL();
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IOException("redirected to '" + location + "', which is no URI", e);
    }
    if (!to.getProtocol().matches("https?")) {
      throw new IOException("redirected to '" + location + "', which is not http");
    }
    return to;
  }

  private static void write(InputStream in, Path target) throws IOException {
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(target)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("the task was killed");
        }
        out.write(buffer, 0, n);
      }
    }
  }
}

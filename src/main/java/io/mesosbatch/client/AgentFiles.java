package io.mesosbatch.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The sandboxes of one agent, through its HTTP endpoints. Blocks for some seconds at most. */
public final class AgentFiles {
  private final String agentUrl;
  private final JsonHttp http;
  private Map<String, String> directories;

  /**
   * @param agentUrl scheme, host and port, for example {@code http://10.0.0.7:5051}
   */
  public AgentFiles(String agentUrl, Optional<Credential> credential) {
    this.agentUrl = agentUrl;
    this.http = new JsonHttp(credential);
  }

  /**
   * Where the sandbox is on the agent's host, by the agent's own word.
   *
   * @param executorId of a command task: the Mesos task id
   * @return empty if the agent knows no such executor (any more)
   * @throws IOException the agent does not answer as it should
   */
  public Optional<String> sandbox(String executorId) throws IOException {
    if (directories == null) {
      directories = http.get(URI.create(agentUrl + "/state"), AgentFiles::directories);
    }
    return Optional.ofNullable(directories.get(executorId));
  }

  /**
   * The last bytes of a file.
   *
   * @param path as the agent names it, for example a sandbox and "/stderr"
   * @param most at most so many bytes
   * @throws java.io.FileNotFoundException the agent has no such file
   * @throws IOException the agent does not answer as it should
   */
  public String tail(String path, int most) throws IOException {
    long length = http.get(read(path, -1, 0), json -> number(json, "offset"));
    long offset = Math.max(0, length - most);
    return http.get(read(path, offset, most), json -> text(json, "data"));
  }

  private URI read(String path, long offset, int length) {
    String query = "?path=" + URLEncoder.encode(path, StandardCharsets.UTF_8) + "&offset=" + offset;
    return URI.create(agentUrl + "/files/read" + query + (offset < 0 ? "" : "&length=" + length));
  }

  /** Executors stand at several places of the state, each with its id and its directory. */
  private static Map<String, String> directories(JsonParser json) throws IOException {
    Map<String, String> found = new HashMap<>();
    Deque<String[]> open = new ArrayDeque<>();
    while (json.nextToken() != null) {
      switch (json.currentToken()) {
        case START_OBJECT -> open.push(new String[2]);
        case END_OBJECT -> {
          String[] object = open.pop();
          if (object[0] != null && object[1] != null) {
            found.put(object[0], object[1]);
          }
        }
        case VALUE_STRING -> {
          if ("id".equals(json.currentName())) {
            open.element()[0] = json.getText();
          } else if ("directory".equals(json.currentName())) {
            open.element()[1] = json.getText();
          }
        }
        default -> {}
      }
    }
    return found;
  }

  private static long number(JsonParser json, String field) throws IOException {
    while (json.nextToken() != null) {
      if (json.currentToken().isNumeric() && field.equals(json.currentName())) {
        return json.getLongValue();
      }
    }
    throw new IOException("the answer has no " + field);
  }

  private static String text(JsonParser json, String field) throws IOException {
    while (json.nextToken() != null) {
      if (json.currentToken() == JsonToken.VALUE_STRING && field.equals(json.currentName())) {
        return json.getText();
      }
    }
    throw new IOException("the answer has no " + field);
  }
}

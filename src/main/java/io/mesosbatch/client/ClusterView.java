package io.mesosbatch.client;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.master.Call;
import io.mesosbatch.mesos.v1.master.Response;
import io.mesosbatch.wire.ContentType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the operator API of a master tells of its agents. Blocks for some seconds at most. */
public final class ClusterView {
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int MOST_REDIRECTS = 5;

  private final Optional<Credential> credential;

  public ClusterView(Optional<Credential> credential) {
    this.credential = credential;
  }

  /**
   * @throws IOException the master does not answer, or does not allow this
   */
  public Response.GetAgents agents(MasterAddress master) throws IOException {
    URI uri = URI.create(master + master.path().replace("/api/v1/scheduler", "/api/v1"));
    byte[] call =
        ContentType.PROTOBUF.encode(Call.newBuilder().setType(Call.Type.GET_AGENTS).build());
    for (int i = 0; i < MOST_REDIRECTS; i++) {
      HttpURLConnection connection = open(uri);
      try {
        try (OutputStream out = connection.getOutputStream()) {
          out.write(call);
        }
        int status = connection.getResponseCode();
        if (status == 307) {
          uri = uri.resolve(connection.getHeaderField("Location"));
          continue;
        }
        if (status != HttpURLConnection.HTTP_OK) {
          throw new IOException("HTTP " + status + " from " + uri);
        }
        Response.Builder response = Response.newBuilder();
        byte[] body;
        try (InputStream in = connection.getInputStream()) {
          body = in.readAllBytes();
        }
        ContentType.PROTOBUF.decode(body, 0, body.length, response);
        return response.getGetAgents();
      } finally {
        connection.disconnect();
      }
    }
    throw new IOException("too many redirects from " + master);
  }

  /** The total resources of each active agent, by agent id. */
  public Map<String, List<Resource>> totals(MasterAddress master) throws IOException {
    Map<String, List<Resource>> totals = new LinkedHashMap<>();
    for (Response.GetAgents.Agent agent : agents(master).getAgentsList()) {
      if (agent.getActive()) {
        totals.put(agent.getAgentInfo().getId().getValue(), agent.getTotalResourcesList());
      }
    }
    return totals;
  }

  private HttpURLConnection open(URI uri) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setRequestProperty("Content-Type", ContentType.PROTOBUF.mediaType());
    connection.setRequestProperty("Accept", ContentType.PROTOBUF.mediaType());
    credential.ifPresent(c -> connection.setRequestProperty("Authorization", c.header()));
    return connection;
  }
}

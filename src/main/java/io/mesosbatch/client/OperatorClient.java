package io.mesosbatch.client;

import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.master.Call;
import io.mesosbatch.mesos.v1.master.Response;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.WireException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls of a master's operator API (Mesos documentation, operator-http-api), each on its own
 * connection. Blocks for some seconds at most; not for event loops.
 */
public final class OperatorClient {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 15_000;
  private static final int MOST_REDIRECTS = 5;

  private static final int DETECT_SECONDS = 5;

  private final String masters;
  private volatile List<MasterAddress> known;
  private final Optional<Credential> credential;

  /**
   * @param masters as {@link MasterDetector#parse(String)} reads them; the first one that answers
   *     is asked
   * @throws IllegalArgumentException if one is no address or there are none
   */
  public OperatorClient(String masters, Optional<Credential> credential) {
    this.masters = masters;
    this.known = ZooKeeperUrl.is(masters) ? List.of() : MasterList.parse(masters);
    this.credential = credential;
    if (ZooKeeperUrl.is(masters)) {
      ZooKeeperUrl.parse(masters); // refuses what it cannot read
    } else if (known.isEmpty()) {
      throw new IllegalArgumentException("No master is given");
    }
  }

  /** The registered agents, in the master's order. */
  public List<Response.GetAgents.Agent> agents() throws MesosException {
    Response response = call(Call.newBuilder().setType(Call.Type.GET_AGENTS));
    return response.getGetAgents().getAgentsList();
  }

  /** The total resources of each active agent, by agent id. */
  public Map<String, List<Resource>> totals() throws MesosException {
    Map<String, List<Resource>> totals = new LinkedHashMap<>();
    for (Response.GetAgents.Agent agent : agents()) {
      if (agent.getActive()) {
        totals.put(agent.getAgentInfo().getId().getValue(), agent.getTotalResourcesList());
      }
    }
    return totals;
  }

  /**
   * @param resources with one more reservation than they have now
   */
  public void reserve(AgentID agent, List<Resource> resources) throws MesosException {
    Call.Builder call = Call.newBuilder().setType(Call.Type.RESERVE_RESOURCES);
    call.getReserveResourcesBuilder().setAgentId(agent).addAllResources(resources);
    call(call);
  }

  /** Takes the last reservation away. */
  public void unreserve(AgentID agent, List<Resource> resources) throws MesosException {
    Call.Builder call = Call.newBuilder().setType(Call.Type.UNRESERVE_RESOURCES);
    call.getUnreserveResourcesBuilder().setAgentId(agent).addAllResources(resources);
    call(call);
  }

  public void createVolumes(AgentID agent, List<Resource> volumes) throws MesosException {
    Call.Builder call = Call.newBuilder().setType(Call.Type.CREATE_VOLUMES);
    call.getCreateVolumesBuilder().setAgentId(agent).addAllVolumes(volumes);
    call(call);
  }

  public void destroyVolumes(AgentID agent, List<Resource> volumes) throws MesosException {
    Call.Builder call = Call.newBuilder().setType(Call.Type.DESTROY_VOLUMES);
    call.getDestroyVolumesBuilder().setAgentId(agent).addAllVolumes(volumes);
    call(call);
  }

  /**
   * @throws MesosException.Unreachable no master answers, or none leads
   * @throws MesosException.Unauthorized the credential is missing, wrong or does not allow this
   * @throws MesosException.Refused the master says no, and why
   * @throws MesosException.ConnectionLost the call left and no answer came
   */
  private Response call(Call.Builder call) throws MesosException {
    byte[] body = ContentType.PROTOBUF.encode(call.build());
    MesosException.Unreachable last = null;
    for (MasterAddress master : known) {
      try {
        return call(master, body);
      } catch (MesosException.Unreachable e) {
        last = e;
      }
    }
    if (ZooKeeperUrl.is(masters)) {
      MasterAddress leader = leader();
      known = List.of(leader);
      return call(leader, body);
    }
    throw last;
  }

  private MasterAddress leader() throws MesosException.Unreachable {
    try (MasterDetector detector = MasterDetector.parse(masters)) {
      return detector.detect().toCompletableFuture().get(DETECT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new MesosException.Unreachable(
          "no leading master is known at " + ZooKeeperUrl.parse(masters), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MesosException.Unreachable("interrupted", e);
    }
  }

  private Response call(MasterAddress master, byte[] body) throws MesosException {
    URI uri = URI.create(master + master.path().replace("/api/v1/scheduler", "/api/v1"));
    for (int i = 0; i < MOST_REDIRECTS; i++) {
      HttpURLConnection connection = null;
      try {
        connection = connect(uri, body.length);
        int status = exchange(connection, uri, body);
        if (status != 307) {
          return answer(connection, uri, status);
        }
        uri = target(uri, connection.getHeaderField("Location"));
      } finally {
        if (connection != null) {
          connection.disconnect();
        }
      }
    }
    throw new MesosException.Unreachable("too many redirects from " + master, null);
  }

  /** A Location has no scheme (design rule 3). */
  private static URI target(URI here, String location) throws MesosException {
    try {
      return here.resolve(location == null ? ":" : location);
    } catch (IllegalArgumentException e) {
      throw new MesosException.ProtocolViolation(
          "the master at " + here.getAuthority() + " redirects to nowhere: " + location, e, false);
    }
  }

  private HttpURLConnection connect(URI uri, int length) throws MesosException {
    try {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      connection.setInstanceFollowRedirects(false);
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(READ_MILLIS);
      connection.setFixedLengthStreamingMode(length); // or the JDK might send it a second time
      connection.setRequestProperty("Content-Type", ContentType.PROTOBUF.mediaType());
      connection.setRequestProperty("Accept", ContentType.PROTOBUF.mediaType());
      credential.ifPresent(c -> connection.setRequestProperty("Authorization", c.header()));
      connection.connect();
      return connection;
    } catch (IOException e) {
      throw new MesosException.Unreachable(
          "no master answers at " + uri.getAuthority() + ": " + e.getMessage(), e);
    }
  }

  private static int exchange(HttpURLConnection connection, URI uri, byte[] body)
      throws MesosException {
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
      out.flush();
      return connection.getResponseCode();
    } catch (IOException e) {
      throw new MesosException.ConnectionLost(
          "the master at " + uri.getAuthority() + " gave no answer: " + e.getMessage(), e, true);
    }
  }

  private static Response answer(HttpURLConnection connection, URI uri, int status)
      throws MesosException {
    String master = "the master at " + uri.getAuthority();
    byte[] bytes = body(connection, master, status);
    switch (status) {
      case 200:
        return decoded(bytes, master);
      case 202:
        return Response.getDefaultInstance();
      case 401:
        throw new MesosException.Unauthorized(
            master + " wants a principal and a secret, or these are wrong");
      case 403:
        throw new MesosException.Unauthorized(
            master + " does not allow this to the principal" + words(bytes));
      case 404, 503:
        throw new MesosException.Unreachable(
            master + " does not lead (HTTP " + status + ")" + words(bytes), null);
      default:
        throw new MesosException.Refused(
            status, master + " refuses (HTTP " + status + ")" + words(bytes));
    }
  }

  private static Response decoded(byte[] bytes, String master) throws MesosException {
    Response.Builder response = Response.newBuilder();
    try {
      ContentType.PROTOBUF.decode(bytes, 0, bytes.length, response);
    } catch (WireException e) {
      throw new MesosException.ProtocolViolation(
          master + " answers what no Mesos master answers: " + e.getMessage(), e, true);
    }
    return response.build();
  }

  private static byte[] body(HttpURLConnection connection, String master, int status)
      throws MesosException {
    try (InputStream in =
        status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
      return in == null ? new byte[0] : in.readAllBytes();
    } catch (IOException e) {
      throw new MesosException.ConnectionLost(
          master + " broke off its answer: " + e.getMessage(), e, true);
    }
  }

  private static String words(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    return text.isEmpty() ? "" : ": " + text;
  }
}

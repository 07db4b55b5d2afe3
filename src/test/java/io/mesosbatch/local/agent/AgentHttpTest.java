package io.mesosbatch.local.agent;

import static io.mesosbatch.local.agent.AgentFixture.task;
import static io.mesosbatch.mesos.v1.TaskState.TASK_RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.mesosbatch.mesos.v1.agent.Call;
import io.mesosbatch.mesos.v1.agent.Response;
import io.mesosbatch.wire.ContentType;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the recorded operator-endpoints of a real agent. */
class AgentHttpTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir Path temporary;
  private Path work;
  private AgentFixture fixture;

  @BeforeEach
  void start() throws IOException {
    work = temporary.toRealPath();
    fixture = new AgentFixture(work);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void readGivesAPieceOfAFile() throws Exception {
    fixture.run(task("t", "printf 0123456789"));
    String stdout = fixture.sandbox(work, "t").resolve("stdout").toString();

    HttpResponse<String> reply = get("/files/read?path=" + encode(stdout) + "&offset=2&length=3");
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(reply.body()).isEqualTo("{\"data\":\"234\",\"offset\":2}");
    assertThat(get("/slave(1)/files/read.json?path=" + encode(stdout) + "&offset=8").body())
        .isEqualTo("{\"data\":\"89\",\"offset\":8}");
    assertThat(get("/files/read?path=" + encode(stdout) + "&offset=99").body())
        .isEqualTo("{\"data\":\"\",\"offset\":99}");
  }

  @Test
  void offsetMinusOneGivesTheLength() throws Exception {
    fixture.run(task("t", "printf 0123456789"));
    Path stdout = fixture.sandbox(work, "t").resolve("stdout");

    assertThat(get("/files/read?path=" + encode(stdout.toString()) + "&offset=-1").body())
        .isEqualTo("{\"data\":\"\",\"offset\":10}");
  }

  @Test
  void aSandboxIsAlsoReachedThroughLatestAndTheVirtualPath() throws Exception {
    fixture.run(task("t", "printf hello"));
    String executor = "/frameworks/framework-0001/executors/t/runs/latest/stdout";

    assertThat(get("/files/read?offset=0&path=" + executor).body()).contains("hello");
    assertThat(get("/files/read?offset=0&path=" + work + "/slaves/agent-S0" + executor).body())
        .contains("hello");
  }

  @Test
  void aReadGivesAtMostSixteenPagesAndTheNextGoesOn() throws Exception {
    fixture.run(task("t", "yes 0123456 | head -c 100000"));
    String path = encode(fixture.sandbox(work, "t").resolve("stdout").toString());

    assertThat(data(get("/files/read?offset=0&path=" + path).body())).hasSize(65536);
    assertThat(data(get("/files/read?offset=65536&length=99999&path=" + path).body()))
        .hasSize(100000 - 65536);
  }

  @Test
  void bytesThatAreNoTextKeepTheirCount() throws Exception {
    fixture.run(task("t", "printf 'a\\377\\303\\244\\342\\202b'"));
    String path = encode(fixture.sandbox(work, "t").resolve("stdout").toString());

    assertThat(data(get("/files/read?offset=0&path=" + path).body())).isEqualTo("a?ä??b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "SANDBOX/nope",
        "SANDBOX/../../../../../../../../../etc/passwd",
        "SANDBOX/out/secret",
        "WORK",
        "WORK/slaves/agent-S0",
        "relative/path",
        "SANDBOX/%00",
      })
  void nothingOutsideTheSandboxesCanBeRead(String path) throws Exception {
    Files.writeString(work.resolve("secret"), "s");
    fixture.run(task("t", "ln -s '" + work + "' out"));
    assertThat(fixture.sandbox(work, "t").resolve("out/secret")).exists();
    String real =
        path.replace("SANDBOX", fixture.sandbox(work, "t").toString())
            .replace("WORK", work.toString());

    for (String endpoint : List.of("read", "browse", "download")) {
      HttpResponse<String> reply = get("/files/" + endpoint + "?offset=0&path=" + real);
      assertThat(reply.statusCode()).isEqualTo(404);
      assertThat(reply.body()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/files/read",
        "/files/read?path=SANDBOX/stdout&offset=x",
        "/files/browse",
        "/files/read?path=SANDBOX&offset=0",
        "/files/read?path=SANDBOX/stdout&offset=-2",
        "/files/download?path=SANDBOX"
      })
  void aBadRequestIsRefusedWithWords(String path) throws Exception {
    fixture.run(task("t", "true"));
    HttpResponse<String> reply =
        get(path.replace("SANDBOX", fixture.sandbox(work, "t").toString()));

    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(reply.body()).isNotEmpty();
  }

  @Test
  void browseListsTheSandbox() throws Exception {
    fixture.run(task("t", "printf 0123456789; mkdir -m 700 sub"));
    String sandbox = fixture.sandbox(work, "t").toString();
    HttpResponse<String> reply = get("/files/browse?path=" + encode(sandbox));

    assertThat(reply.body())
        .startsWith("[{\"gid\":\"")
        .contains("\"mode\":\"-rw-r--r--\"", "\"mode\":\"drwx------\"", "\"size\":10")
        .contains("\"path\":\"" + sandbox + "/stdout\"", sandbox + "/stderr", sandbox + "/sub");
  }

  @Test
  void downloadGivesTheWholeFile() throws Exception {
    fixture.run(task("t", "head -c 300000 /dev/zero"));
    String path = encode(fixture.sandbox(work, "t").resolve("stdout").toString());

    assertThat(get("/files/download?path=" + path).body()).hasSize(300000);
  }

  @Test
  void aFileNameCannotAddAHeader() throws Exception {
    fixture.run(task("t", "touch \"$(printf 'x\\nEvil: yes')\""));
    Path file = fixture.sandbox(work, "t").resolve("x\nEvil: yes");
    assertThat(file).exists();
    HttpResponse<String> reply = get("/files/download?path=" + encode(file.toString()));
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().firstValue("Evil")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ContentType.class)
  void readFileAndListFilesOfTheV1Api(ContentType type) throws Exception {
    fixture.run(task("t", "printf 0123456789"));
    String sandbox = fixture.sandbox(work, "t").toString();

    Response.ReadFile read =
        call(
                type,
                Call.newBuilder()
                    .setType(Call.Type.READ_FILE)
                    .setReadFile(
                        Call.ReadFile.newBuilder()
                            .setPath(sandbox + "/stdout")
                            .setOffset(1)
                            .setLength(4)))
            .getReadFile();
    assertThat(read.getSize()).isEqualTo(10);
    assertThat(read.getData().toStringUtf8()).isEqualTo("1234");

    Response list =
        call(
            type,
            Call.newBuilder()
                .setType(Call.Type.LIST_FILES)
                .setListFiles(Call.ListFiles.newBuilder().setPath(sandbox)));
    assertThat(list.getListFiles().getFileInfosList())
        .extracting(file -> file.getPath())
        .containsExactly(sandbox + "/stderr", sandbox + "/stdout");
    assertThat(list.getListFiles().getFileInfos(1).getMode()).isEqualTo(33188);
  }

  @Test
  void theV1ApiShowsTasksAndTheAgent() throws Exception {
    fixture.launch(task("t", "sleep 1000"));
    fixture.master.await("t", TASK_RUNNING);

    Response tasks = call(ContentType.JSON, Call.newBuilder().setType(Call.Type.GET_TASKS));
    assertThat(tasks.getGetTasks().getLaunchedTasks(0).getState()).isEqualTo(TASK_RUNNING);
    Response agent = call(ContentType.PROTOBUF, Call.newBuilder().setType(Call.Type.GET_AGENT));
    assertThat(agent.getGetAgent().getAgentInfo().getId()).isEqualTo(AgentFixture.AGENT);
    Response state = call(ContentType.JSON, Call.newBuilder().setType(Call.Type.GET_STATE));
    assertThat(state.getGetState().getGetFrameworks().getFrameworks(0).getFrameworkInfo())
        .isEqualTo(fixture.framework);
  }

  @Test
  void theStateHasTheFieldsOfTheRecordedOne() throws Exception {
    fixture.launch(task("running", "sleep 1000"));
    fixture.run(task("ended", "exit 1"));
    fixture.master.await("running", TASK_RUNNING);
    await().until(() -> get("/state").body().contains("\"completed_executors\":[{"));
    String state = get("/slave(1)/state").body();

    List<String> recorded = keys(recordedState());
    // of the build and of how that agent was started
    recorded.removeIf(key -> key.matches("git_.*|build_.*|attributes.*|flags/.*"));
    assertThat(keys(state.replace("completed_executors", "executors")))
        .containsAll(recorded.stream().filter(k -> !k.endsWith("completed_executors")).toList());
    assertThat(state)
        .contains("\"directory\":\"" + fixture.sandbox(work, "ended") + "\"")
        .contains("\"name\":\"Command Executor (Task: running) (Command: sh -c 'sleep 1000')\"")
        .contains("\"unreserved_resources_allocated\":{\"disk\":0.0,\"mem\":64.0");
  }

  private static String recordedState() throws IOException {
    Path recorded = Path.of("src/test/resources/mesos-traces/operator-endpoints/agent-state.json");
    String whole = Files.readString(recorded);
    return whole.substring(whole.indexOf("\"body\":") + "\"body\":".length());
  }

  /** The paths of all keys, without the indexes of arrays. */
  private static List<String> keys(String json) throws IOException {
    List<String> keys = new ArrayList<>();
    List<String> path = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      int depth = 0;
      do {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
          depth++;
          path.add("");
        } else if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
          depth--;
          path.remove(path.size() - 1);
        } else if (token == JsonToken.FIELD_NAME) {
          path.set(path.size() - 1, parser.currentName());
          String key = String.join("/", path).replaceAll("/+", "/");
          if (!keys.contains(key)) {
            keys.add(key);
          }
        }
      } while (depth > 0);
    }
    return keys;
  }

  private static String data(String body) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(body)) {
      parser.nextToken();
      parser.nextToken();
      return parser.nextTextValue();
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private Response call(ContentType type, Call.Builder call) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/api/v1"))
            .header("Content-Type", type.mediaType())
            .header("Accept", type.mediaType())
            .POST(HttpRequest.BodyPublishers.ofByteArray(type.encode(call.build())))
            .build();
    HttpResponse<byte[]> reply = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().firstValue("Content-Type")).contains(type.mediaType());
    Response.Builder response = Response.newBuilder();
    type.decode(reply.body(), 0, reply.body().length, response);
    return response.build();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + fixture.agent.info().getPort() + path);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

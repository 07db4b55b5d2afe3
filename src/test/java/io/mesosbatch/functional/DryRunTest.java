package io.mesosbatch.functional;

import static io.mesosbatch.functional.TaskLists.list;
import static io.mesosbatch.functional.TaskLists.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.FreePort;
import io.mesosbatch.functional.Program.Ended;
import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --dry_run} against the embedded Mesos: what it says, and that it leaves no trace. */
class DryRunTest {
  @TempDir static Path directory;
  private static LocalMesos mesos;

  @BeforeAll
  static void start() {
    mesos =
        LocalMesos.start(
            LocalConfig.defaults()
                .withWorkDirectory(directory.resolve("work"))
                .withAgents(
                    List.of(
                        AgentSpec.of("cpus:4;mem:4096;ports:[31000-32000]", "rack:r1")
                            .withHostname("one"),
                        AgentSpec.of("cpus:2;mem:4096;disk:100;ports:[31000-32000]", "rack:r2")
                            .withHostname("two"),
                        AgentSpec.of("cpus:64;mem:4096;gpus:1", "rack:r3")
                            .withHostname("graphics"))));
  }

  @AfterAll
  static void stop() {
    mesos.close();
  }

  private static Ended run(String list, String... more) throws Exception {
    return runAt(mesos.uri().getAuthority(), list, more);
  }

  private static Ended runAt(String master, String list, String... more) throws Exception {
    String[] args = new String[more.length + 3];
    args[0] = "--master=" + master;
    args[1] = "--task_list=" + list;
    args[2] = "--dry_run";
    System.arraycopy(more, 0, args, 3, more.length);
    return Program.run(directory, args);
  }

  private static void nothingWasStarted() throws Exception {
    String state =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(mesos.uri() + "/state")).build(),
                BodyHandlers.ofString())
            .body();
    assertThat(state)
        .contains("\"frameworks\":[]")
        .doesNotContain("TASK_RUNNING", "TASK_FINISHED", "TASK_STAGING");
  }

  @Test
  void saysWhatWouldRunWhereAndWhatNeverCould() throws Exception {
    Ended ended =
        run(
            list(
                task("fits", 3, "true"),
                task("waits", 3, "true"),
                task("large", 16, "true"),
                task("later", 1, "true").replaceFirst("}$", ",\"after\":[{\"task\":\"fits\"}]}"),
                task("nowhere", 1, "true")
                    .replaceFirst(
                        "}$",
                        ",\"constraints\":[{\"attribute\":\"rack\",\"operator\":\"IS\","
                            + "\"value\":\"r9\"}]}")));

    assertThat(ended.out())
        .contains(
            "1 agent is left out because they have GPUs",
            "5 tasks on 2 agents: 1 would start now, 2 would wait, 2 could never run",
            "  1 of cpus:3; mem:32 (waits): offers of the last 30 s: 2, best had cpus 1 of 3 (one)",
            "  1 (later): waits for fits",
            "  1 of cpus:16; mem:32 (large): no agent has 16 cpus in all (the largest has 4)",
            "  1 of cpus:1; mem:32 (nowhere): rack IS r9: none of 2 agents is right")
        .containsPattern("one +1  fits");
    assertThat(ended.exitCode()).isEqualTo(1);
    nothingWasStarted();
  }

  @Test
  void whatCouldNeverRunDoesNotWaitBesides() throws Exception {
    String after = ",\"after\":[\"a\"]";
    String never = ",\"constraints\":[{\"attribute\":\"x\",\"operator\":\"UNIQUE\"}]";
    Ended ended =
        run(
            list(
                task("a", 1, "true"),
                task("b", 1, "true").replaceFirst("}$", after + "}"),
                task("c", 99, "true").replaceFirst("}$", after + "}"),
                task("d", 1, "true")
                    .replaceFirst("}$", after + never + ",\"array\":{\"count\":20}}")));

    assertThat(ended.out())
        .contains(
            "23 tasks on 2 agents: 1 would start now, 1 would wait, 21 could never run",
            "  1 (b): waits for a",
            "  20 of cpus:1; mem:32 (d-0, ")
        .containsOnlyOnce("waits for a");
  }

  @Test
  void whatCanAllRunIsFineAndComesAsJsonToo() throws Exception {
    Ended ended =
        run(list(task("a", 4, "true"), task("b", 2, "true")), "--output=json", "--progress=false");

    assertThat(ended.out())
        .startsWith("{")
        .contains(
            "\"would_start\" : 2",
            "\"hostname\" : \"one\"",
            "\"task_ids\" : [ \"b\" ]",
            "\"never\" : [ ]");
    assertThat(ended.exitCode()).isZero();
    nothingWasStarted();
  }

  @Test
  void agentsWithGpusAreThereForThoseWhoAskForThem() throws Exception {
    Ended ended = run(list(task("a", 60, "true")), "--framework_capabilities=GPU_RESOURCES");

    assertThat(ended.out()).contains("1 task on 3 agents: 1 would start now");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void groupsThatWouldStartAreTold() throws Exception {
    String pod = ",\"group\":\"pod\",\"array\":{\"count\":2}}";
    Ended ended =
        run(
            list(
                task("a", 0.5, "true").replaceFirst("\\}$", pod),
                task("b", 0.5, "true").replaceFirst("\\}$", pod)));

    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out())
        .contains("4 tasks on 2 agents: 2 would start now, 2 would wait, 0 could never run")
        .containsPattern("two +2  a-0, b-0");
  }

  @Test
  void aWrongListIsRefused() throws Exception {
    Ended ended = run("{\"tasks\":[{\"nmae\":\"a\"}]}");

    assertThat(ended.err()).contains("nmae: is not a known field");
    assertThat(ended.exitCode()).isEqualTo(2);
  }

  @Test
  void withoutAMasterNothingIsKnown() throws Exception {
    int port = FreePort.any();
    Ended ended = runAt("127.0.0.1:" + port, list(task("a", "true")));

    assertThat(ended.err()).contains("no master answers at 127.0.0.1:" + port);
    assertThat(ended.exitCode()).isEqualTo(3);
  }

  @Test
  void aMasterThatTellsNothingIsJudgedByItsOffers() throws Exception {
    InetSocketAddress target = new InetSocketAddress(mesos.uri().getHost(), mesos.uri().getPort());
    try (OperatorGate gate = new OperatorGate(target, "403 Forbidden")) {
      Ended ended = runAt(gate.address(), list(task("fits", 3, "true"), task("large", 16, "true")));

      assertThat(ended.out())
          .contains(
              "The master does not tell of its agents",
              "judged by 2 offers, which were declined",
              "2 tasks on 2 agents: 1 would start now, 1 would wait, 0 could never run",
              "(large): no agent has 16 cpus in all");
      assertThat(ended.exitCode()).isZero();
    }
    nothingWasStarted();
  }
}

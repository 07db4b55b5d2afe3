package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.client.OperatorClient;
import io.mesosbatch.functional.Program.Ended;
import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.wire.JsonProblems;
import io.mesosbatch.wire.JsonReader;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reservations and volumes by flags, on two agents. */
class VolumeFlagsTest {
  private static final String RESERVED =
      """
      {"name":"cpus","type":"SCALAR","scalar":{"value":1},"role":"test",
       "reservation":{"principal":"test"}},
      {"name":"disk","type":"SCALAR","scalar":{"value":64},"role":"test",
       "reservation":{"principal":"test"},
       "disk":{"persistence":{"id":"vol","principal":"test"},
               "volume":{"container_path":"volume","mode":"RW"}}}
      """;
  private static final String VOLUME =
      "{\"name\":\"v\",\"task_id\":{\"value\":\"v\"},\"agent_id\":{\"value\":\"\"},\"resources\":["
          + RESERVED
          + "]}";

  @TempDir Path directory;
  private LocalMesos mesos;

  @BeforeEach
  void startMesos() throws Exception {
    AgentSpec agent = AgentSpec.of("cpus:2;mem:512;disk:500", "");
    mesos =
        LocalMesos.start(
            LocalConfig.defaults()
                .withAgents(Collections.nCopies(2, agent))
                .withWorkDirectory(directory.resolve("work")));
  }

  @AfterEach
  void stopMesos() {
    mesos.close();
  }

  private static String list(String command) {
    return "{\"tasks\":[{\"name\":\"t\",\"task_id\":{\"value\":\"t\"},\"resources\":["
        + RESERVED
        + "],\"command\":{\"value\":\""
        + command
        + "\"}}]}";
  }

  private Ended run(String master, String in, String... flags) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of("--master=" + master, "--role=test", "--principal=test", "--no-progress"));
    all.addAll(List.of(flags));
    return Program.run(
        directory,
        new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
        all.toArray(String[]::new));
  }

  private String master() {
    return mesos.uri().getAuthority();
  }

  private List<Resource> reserved() throws Exception {
    return new OperatorClient(master(), Optional.empty())
        .totals().values().stream()
            .flatMap(List::stream)
            .filter(resource -> resource.getReservationsCount() > 0)
            .toList();
  }

  @Test
  void theVolumeIsMadeOnceAndUsedAgainInEveryFormOfTheFlag() throws Exception {
    String fill = "--task_list=" + list("echo a >>volume/file");
    Path file = Files.writeString(directory.resolve("volume.json"), VOLUME);
    TaskInfo.Builder task = TaskInfo.newBuilder();
    byte[] json = VOLUME.getBytes(StandardCharsets.UTF_8);
    JsonReader.merge(JsonReader.parser(json, 0, json.length), task, JsonProblems.LENIENT);
    Path binary = Files.write(directory.resolve("volume.pb"), task.build().toByteArray());

    for (String form : List.of(VOLUME, file.toString(), "file://" + binary, "-")) {
      String flag = "--persistent_volume_resource=" + form;
      Ended ended = run(master(), VOLUME, fill, "--persistent_volume", flag);
      assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
      assertThat(ended.err()).isEmpty();
    }

    assertThat(reserved()).hasSize(2);
    String check = "--task_list=" + list("test $(wc -l <volume/file) -eq 4");
    assertThat(run(master(), "", check).exitCode()).isZero();
  }

  @Test
  void aRefusalIsShownAndTheWaitHasAnEnd() throws Exception {
    Ended ended =
        run(
            master(),
            "",
            "--task_list=" + list("true"),
            "--persistent_volume",
            "--persistent_volume_resource="
                + VOLUME.replace("\"principal\":\"test\"", "\"principal\":\"other\""),
            "--volume_timeout=4secs");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .contains("the persistent volume was not made within 4 s: OPERATION_ERROR on agent")
        .contains("does not match a reserved resource in the request with principal 'other'");
    assertThat(reserved()).isEmpty();
  }

  @Test
  void whatNoAgentHasIsRefusedAtOnce() throws Exception {
    Ended ended =
        run(
            master(),
            "",
            "--task_list=" + list("true"),
            "--persistent_volume",
            "--persistent_volume_resource=" + VOLUME.replace("\"value\":1}", "\"value\":64}"));

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("no agent has 64 cpus in all");
  }

  @Test
  void removesWithoutTheOperatorsApi() throws Exception {
    InetSocketAddress target = new InetSocketAddress(mesos.uri().getHost(), mesos.uri().getPort());
    for (String status : List.of("403 Forbidden", "404 Not Found")) {
      Ended made =
          run(
              master(),
              "",
              "--task_list=" + list("true"),
              "--persistent_volume",
              "--persistent_volume_resource=" + VOLUME);
      assertThat(made.exitCode()).as(made.err()).isZero();

      try (OperatorGate gate = new OperatorGate(target, status)) {
        Ended removed = run(gate.address(), "", "--remove_persistent_volume");

        assertThat(removed.exitCode()).as(removed.err()).isZero();
        assertThat(removed.err()).contains("so only offers show what is to be removed");
        assertThat(removed.out()).contains("Removed ", "cpus", "disk", "[vol:volume]", " on agent");
        assertThat(reserved()).isEmpty();
      }
    }
  }

  @Test
  void nothingToRemoveIsNoMistake() throws Exception {
    InetSocketAddress target = new InetSocketAddress(mesos.uri().getHost(), mesos.uri().getPort());
    try (OperatorGate gate = new OperatorGate(target, "401 Unauthorized")) {
      for (String master : List.of(master(), gate.address())) {
        Ended ended = run(master, "", "--remove_persistent_volume");
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("There was nothing to remove");
      }
    }
  }

  @Test
  void whatIsInUseIsNotRemovedInTime() throws Exception {
    Path started = directory.resolve("started");
    try (Program user =
        Program.start(
            directory,
            "--master=" + master(),
            "--role=test",
            "--principal=test",
            "--persistent_volume",
            "--persistent_volume_resource=" + VOLUME,
            "--task_list=" + list("touch " + started + "; exec sleep 1000"))) {
      await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(started) || !user.isAlive());

      Ended ended = run(master(), "", "--remove_persistent_volume", "--remove_timeout=3secs");

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err()).contains("not removed within 3 s", "vol", "may be using it");
    }
  }
}

package io.mesosbatch.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.wire.ContentType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The embedded Mesos answers the recorded calls as the recorded master did: status, headers, error
 * texts, and per task the sequence of states with sources, reasons and messages.
 */
class ConformanceTest {
  private static final String RESOURCES = "cpus:4;mem:4096;disk:20000;ports:[31000-32000]";
  private static final Pattern SLEEP = Pattern.compile("sleep (\\d+)$");

  private static final List<String> SCENARIOS =
      List.of(
          "subscribe-heartbeat",
          "launch-finish",
          "kill-task",
          "unacknowledged-update",
          "misc-calls",
          "decline-suppress-revive",
          "launch-rejections",
          "http-errors",
          "subscribe-errors",
          "framework-failover",
          "reconcile",
          "reserve-create-destroy",
          "reservation-refinement",
          "operation-feedback",
          "launch-group",
          "health-ports-uris",
          "maintenance",
          "offer-constraints",
          "agent-shutdown",
          "master-restart",
          "master-restart-replicated-log");

  /** Whoever makes one of these pass takes it off this list: the test sees to that. */
  private static final Set<String> NOT_YET_PASSING = Set.of();

  @TempDir Path directory;

  static Stream<Arguments> scenarios() {
    return SCENARIOS.stream()
        .flatMap(
            scenario ->
                Stream.of(ContentType.values()).map(encoding -> Arguments.of(scenario, encoding)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("scenarios")
  void answersAsRecorded(String scenario, ContentType encoding) throws Exception {
    if (NOT_YET_PASSING.contains(scenario)) {
      assertThatThrownBy(() -> replay(scenario, encoding))
          .as("%s passes: take it off the list", scenario)
          .isInstanceOf(AssertionError.class);
    } else {
      replay(scenario, encoding);
    }
  }

  private void replay(String scenario, ContentType encoding)
      throws IOException, InterruptedException {
    try (LocalMesos local = LocalMesos.start(config(scenario))) {
      if (scenario.equals("subscribe-errors") && encoding == ContentType.PROTOBUF) {
        replay(scenario, ContentType.JSON, local); // as recorded: its framework is removed then
      }
      replay(scenario, encoding, local);
    }
  }

  private void replay(String scenario, ContentType encoding, LocalMesos local)
      throws IOException, InterruptedException {
    Recording recording = Recording.load(scenario, encoding);
    try (Replay replay = new Replay(recording, local.address(), rewrite())) {
      Normal recorded = replay.recorded();
      Normal own = replay.run(hook(scenario, local));
      assertThat(lines(own)).isEqualTo(lines(recorded));
    }
  }

  /** What happened to the cluster, from outside, before a call. */
  private static Replay.Hook hook(String scenario, LocalMesos local) {
    return switch (scenario) {
      case "agent-shutdown" -> before("RECONCILE", () -> local.shutdownAgent(1));
      case "master-restart", "master-restart-replicated-log" ->
          before("SUBSCRIBE", () -> local.restartMaster(Duration.ofSeconds(6)));
      default -> Replay.Hook.NONE;
    };
  }

  /** Not before the first call of all: that one opens the scenario. */
  private static Replay.Hook before(String label, Runnable action) {
    return call -> {
      if (call.number() > 1 && call.label().equals(label)) {
        action.run();
      }
    };
  }

  private static String lines(Normal normal) {
    List<String> lines = new ArrayList<>(normal.calls());
    lines.sort(null); // acknowledgements of two tasks may change places
    lines.addAll(normal.streams());
    normal.events().keySet().stream()
        .sorted()
        .forEach(key -> lines.add(key + ": " + String.join("\n    ", normal.events().get(key))));
    return String.join("\n", lines);
  }

  /** Every second of the recorded master and its agents is a tenth of a second here. */
  private LocalConfig config(String scenario) {
    return LocalConfig.defaults()
        .withRegistry(
            scenario.endsWith("replicated-log")
                ? LocalConfig.Registry.REPLICATED_LOG
                : LocalConfig.Registry.IN_MEMORY)
        .withWorkDirectory(directory)
        .withAgents(
            List.of(
                AgentSpec.of(RESOURCES, "rack:r1;type:public_node"),
                AgentSpec.of(RESOURCES, "rack:r2;type:public_node")))
        .withIntervals(Duration.ofMillis(100), Duration.ofMillis(1500), Duration.ofSeconds(1));
  }

  /** Starting a process takes its time here too, the more so on a busy machine. */
  private static double shorter(int seconds) {
    return Math.min(seconds, Math.max(4, seconds / (double) Replay.SPEED));
  }

  private UnaryOperator<String> rewrite() throws IOException {
    Path script = directory.resolve("mesos-trace-script.sh");
    Files.writeString(script, "#!/bin/sh\necho sum $((1+2+3)) $GREETING; sleep 0.6\n");
    return text ->
        SLEEP
            .matcher(text.replace("/tmp/mesos-trace-script.sh", script.toString()))
            .replaceAll(sleep -> "sleep " + shorter(Integer.parseInt(sleep.group(1))));
  }
}

package io.mesosbatch.functional;

import static io.mesosbatch.functional.TaskLists.list;
import static io.mesosbatch.functional.TaskLists.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.client.ZooKeeperServer;
import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The leading master dies, another one takes over its agents: by ZooKeeper, a list, redirects. */
class LeaderChangeTest {
  @TempDir Path folder;

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(120));
  }

  private static long lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  private LocalMesos cluster() {
    return LocalMesos.start(
        LocalConfig.defaults()
            .withAgents(List.of(AgentSpec.of("cpus:4;mem:4096;disk:10000", "")))
            .withWorkDirectory(folder.resolve("work")));
  }

  /** Both masters are there from the beginning; the second one redirects to the first. */
  @ParameterizedTest
  @ValueSource(strings = {"zk://ZK,127.0.0.1:1/mesos", "FIRST,SECOND", "SECOND,FIRST", "SECOND"})
  void theWorkGoesOnWithTheNextLeader(String masters) throws Exception {
    Path started = folder.resolve("started");
    Path go = folder.resolve("go");
    try (ZooKeeperServer server = ZooKeeperServer.start(folder.resolve("zookeeper"));
        LocalMesos mesos = cluster()) {
      int first = mesos.address().getPort();
      int next = mesos.addStandby().getPort();
      ZooKeeperServer.Master leader = server.register("/mesos", first);
      ZooKeeperServer.Master second = server.register("/mesos", next);
      Home home =
          Home.install(folder.resolve("home"))
              .with(
                  "camel.component.mesos.master",
                  masters
                      .replace("ZK", server.address())
                      .replace("FIRST", "127.0.0.1:" + first)
                      .replace("SECOND", "127.0.0.1:" + next));
      try (Program program = home.run()) {
        soon().until(() -> program.err().contains("Subscribed to http://127.0.0.1:" + first));
        String id = program.err().replaceAll("(?s).*as framework (\\S+).*", "$1");
        String waits = "echo $$ >>" + started + "; while ! test -e " + go + "; do sleep 0.1; done";
        home.drop("list.json", list(task("a", waits), task("b", waits)));
        soon().until(() -> lines(started) == 2);

        mesos.failOver(Duration.ofSeconds(1), Duration.ofMillis(500));
        leader.close();
        soon()
            .until(
                () ->
                    program
                        .err()
                        .contains(
                            "Subscribed to http://127.0.0.1:" + next + " as framework " + id));
        Files.createFile(go);
        soon().until(() -> Files.exists(home.done("list.json")));
        home.drop("more.json", list(task("c", "true")));
        soon().until(() -> Files.exists(home.done("more.json")));
        assertThat(lines(started)).as("nothing was started twice").isEqualTo(2);
        assertThat(Files.readString(home.done("list.json.result.json")))
            .doesNotContain("\"number\" : 2");
        assertThat(program.err()).doesNotContain("Exception", "\tat ");
      } finally {
        second.close();
      }
    }
  }

  @Test
  void theCommandAsksZooKeeperToo() throws Exception {
    try (ZooKeeperServer server = ZooKeeperServer.start(folder.resolve("zookeeper"));
        LocalMesos mesos = cluster();
        ZooKeeperServer.Master master = server.register("/mesos", mesos.address().getPort())) {
      assertThat(master).isNotNull();
      Program.Ended ended =
          Program.run(
              folder,
              "--master=zk://" + server.address() + "/mesos",
              "--task_list=" + list(task("a", "true")));

      assertThat(ended.exitCode()).as(ended.err()).isZero();
    }
  }

  @Test
  void withoutALeaderTheCommandSaysSo() throws Exception {
    try (ZooKeeperServer server = ZooKeeperServer.start(folder.resolve("zookeeper"))) {
      Program.Ended ended =
          Program.run(
              folder,
              "--master=zk://" + server.address() + "/mesos",
              "--connect_timeout=2secs",
              "--task_list=" + list(task("a", "true")));

      assertThat(ended.exitCode()).isEqualTo(3);
      assertThat(ended.err()).contains("no master at zk://");
    }
  }
}

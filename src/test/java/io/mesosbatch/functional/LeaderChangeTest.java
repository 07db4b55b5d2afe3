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

/** Masters behind ZooKeeper: the leader dies, another one takes over its agents. */
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

  @Test
  void theWorkGoesOnWithTheNextLeader() throws Exception {
    Path started = folder.resolve("started");
    Path go = folder.resolve("go");
    try (ZooKeeperServer server = ZooKeeperServer.start(folder.resolve("zookeeper"));
        LocalMesos mesos = cluster()) {
      ZooKeeperServer.Master first = server.register("/mesos", mesos.address().getPort());
      Home home =
          Home.install(folder.resolve("home"))
              .with("camel.component.mesos.master", "zk://" + server.address() + "/mesos");
      try (Program program = home.run()) {
        soon().until(() -> program.err().contains("Subscribed"));
        String waits = "echo $$ >>" + started + "; while ! test -e " + go + "; do sleep 0.1; done";
        home.drop("list.json", list(task("a", waits), task("b", waits)));
        soon().until(() -> lines(started) == 2);

        mesos.replaceMaster(0, Duration.ofMillis(500));
        int next = mesos.address().getPort();
        first.close();
        try (ZooKeeperServer.Master second = server.register("/mesos", next)) {
          assertThat(second).isNotNull();
          soon().until(() -> program.err().contains("Subscribed to http://127.0.0.1:" + next));
          Files.createFile(go);
          soon().until(() -> Files.exists(home.done("list.json")));
          home.drop("more.json", list(task("c", "true")));
          soon().until(() -> Files.exists(home.done("more.json")));
        }
        assertThat(lines(started)).as("nothing was started twice").isEqualTo(2);
        assertThat(program.err()).doesNotContain("Exception");
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

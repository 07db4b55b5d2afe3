package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.functional.Program.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks under an executor of the framework's own, a real process. */
class OwnExecutorFunctionalTest {
  @TempDir Path directory;

  private static String task(String id, String executorCpus) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return """
    {"name":"%1$s","task_id":{"value":"%1$s"},
     "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.3}},
                  {"name":"mem","type":"SCALAR","scalar":{"value":32}}],
     "executor":{"type":"CUSTOM","executor_id":{"value":"mine"},
       "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":%2$s}},
                    {"name":"mem","type":"SCALAR","scalar":{"value":32}}],
       "command":{"value":"exec %3$s -cp %4$s io.mesosbatch.local.agent.SmallExecutor"}}}
    """
        .formatted(id, executorCpus, java, System.getProperty("java.class.path"));
  }

  private Ended run(String executorCpus) throws Exception {
    List<String> tasks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tasks.add(task("finish-" + i, executorCpus));
    }
    return Program.run(
        directory,
        "--master=local",
        "--work_dir=" + directory.resolve("work"),
        "--resources=cpus:1;mem:1024;disk:100",
        "--task_list=" + TaskLists.list(tasks.toArray(String[]::new)));
  }

  @Test
  void itStartsOnceAndItsResourcesAreTakenOnce() throws Exception {
    // While it runs, and it stays, there is room for two tasks but not for another executor.
    Ended ended = run("0.4");

    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out()).contains("finished all 4 tasks");
    try (Stream<Path> files = Files.walk(directory.resolve("work"))) {
      assertThat(files.filter(f -> f.getFileName().toString().equals("mine"))).hasSize(1);
    }
  }

  @Test
  void itMustFitBesideItsTask() throws Exception {
    Ended ended = run("0.8");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("no agent has 1.1 cpus in all (the largest has 1)");
  }
}

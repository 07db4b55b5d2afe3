package io.mesosbatch.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.FreePort;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.MemoryJobStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A defect ends the command; it does not wait for what will never come. */
class BatchFailureTest {
  @TempDir Path folder;

  private static JobStore failing(JobStore store) {
    return (JobStore)
        Proxy.newProxyInstance(
            BatchFailureTest.class.getClassLoader(),
            new Class<?>[] {JobStore.class},
            (proxy, method, args) -> {
              if (method.getName().equals("commit")) {
                throw new IllegalStateException("nobody thought of this");
              }
              try {
                return method.invoke(store, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  @Timeout(90)
  void aCoreThatFailsEndsTheCommand() throws Exception {
    String list =
        "{\"tasks\":[{\"name\":\"a\",\"task_id\":{\"value\":\"a\"},\"command\":{\"value\":\"true\"},"
            + "\"resources\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":0.1}},"
            + "{\"name\":\"mem\",\"type\":\"SCALAR\",\"scalar\":{\"value\":32}}]}]}";
    BatchCommand flags = new BatchCommand();
    Flags.commandLine(flags)
        .parseArgs("--master=local", "--task_list=" + list, "--work_dir=" + folder.resolve("work"));
    InputStream in = new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8));
    try (Batch batch =
        new Batch(
            flags.framework,
            flags.tasks,
            flags.volumes,
            flags.local,
            failing(new MemoryJobStore()))) {
      batch.accept(in, "list", TaskListFlag.parameters(list), Optional.empty());
      assertThatThrownBy(() -> batch.run(null))
          .hasMessage("the scheduling core failed")
          .hasRootCauseMessage("nobody thought of this");
    }
  }

  /** As the command does up to its subscription. */
  private void accept(JobStore store, String command) throws Exception {
    String list =
        "{\"tasks\":[{\"name\":\"a\",\"task_id\":{\"value\":\"a\"},\"command\":{\"value\":\""
            + command
            + "\"},\"resources\":[{\"name\":\"cpus\",\"type\":\"SCALAR\","
            + "\"scalar\":{\"value\":0.1}}]}]}";
    BatchCommand flags = new BatchCommand();
    Flags.commandLine(flags).parseArgs("--master=127.0.0.1:" + FreePort.any());
    byte[] bytes = list.getBytes(StandardCharsets.UTF_8);
    try (ResumeFlags.Copy copy = ResumeFlags.copy(new ByteArrayInputStream(bytes));
        Batch batch = new Batch(flags.framework, flags.tasks, flags.volumes, flags.local, store)) {
      batch.accept(
          new ByteArrayInputStream(bytes),
          "list",
          TaskListFlag.parameters(list),
          Optional.of(copy));
    }
  }

  @Test
  void aListThatIsRefusedForAnotherOneDoesNotBlockThatOne() throws Exception {
    JobStore store = new MemoryJobStore();
    accept(store, "echo first");
    String first = store.unfinished().get(0).id();
    assertThatThrownBy(() -> accept(store, "echo second"))
        .isInstanceOf(Failures.BadInput.class)
        .hasMessageContaining("another list that has not ended, " + first);
    accept(store, "echo first");
    assertThat(store.unfinished()).extracting(JobRecord::id).containsExactly(first);
  }
}

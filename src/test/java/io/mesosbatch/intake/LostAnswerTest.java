package io.mesosbatch.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.job.Phase;
import io.mesosbatch.pipeline.JobIntake;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.StoreException;
import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store goes away when it has stored a job, and before it has said so. */
class LostAnswerTest {
  @TempDir Path folder;
  private final JobStore memory = RunningPipeline.newStore();
  private final AtomicBoolean lost = new AtomicBoolean();

  private static Object invoke(Object target, Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private JobStore store() {
    return (JobStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {JobStore.class},
            (proxy, method, args) ->
                method.getName().equals("draft")
                    ? draft(memory.draft())
                    : invoke(memory, method, args));
  }

  private JobDraft draft(JobDraft draft) {
    return (JobDraft)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {JobDraft.class},
            (proxy, method, args) -> {
              Object result = invoke(draft, method, args);
              if (method.getName().equals("commit") && lost.compareAndSet(false, true)) {
                throw new StoreException("the store is away", null);
              }
              return result;
            });
  }

  private void isFinishedOnce() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> memory.jobs(0, 9).stream().anyMatch(job -> job.phase() == Phase.FINISHED));
    assertThat(lost).isTrue();
    assertThat(memory.jobs(0, 9)).hasSize(1);
    memory.forEachTask(
        memory.jobs(0, 1).get(0).number(), task -> assertThat(task.attempts()).hasSize(1));
  }

  @Test
  void theSourceComesAgainAndTheJobRuns() throws Exception {
    Files.createDirectories(folder.resolve("inbox"));
    Files.writeString(folder.resolve("inbox/a.json"), RunningPipeline.list(3, "true"));
    try (RunningPipeline program = RunningPipeline.start(store(), folder, Map.of(), "file-drop")) {
      isFinishedOnce();
      assertThat(program.isRunning()).isTrue();
      await().until(() -> Files.exists(folder.resolve("done/a.json")));
    }
  }

  @Test
  void theJobRunsAlsoIfItsSourceDoesNotComeAgain() throws Exception {
    try (RunningPipeline program = RunningPipeline.start(store(), folder, Map.of(), "health")) {
      JobIntake intake = program.camel().lookup("jobIntake", JobIntake.class);
      byte[] list = RunningPipeline.list(3, "true").getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(
              () -> intake.accept(new ByteArrayInputStream(list), "a", "test", Optional.empty()))
          .isInstanceOf(StoreException.class);
      isFinishedOnce();
    }
  }
}

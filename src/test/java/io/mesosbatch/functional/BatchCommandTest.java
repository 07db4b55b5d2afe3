package io.mesosbatch.functional;

import static io.mesosbatch.functional.TaskLists.list;
import static io.mesosbatch.functional.TaskLists.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.functional.Program.Ended;
import io.mesosbatch.job.TaskListReader;
import io.mesosbatch.job.TaskListSink;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.v1.Job;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one-shot command on the embedded Mesos, with real processes as tasks. */
class BatchCommandTest {
  private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();

  @TempDir Path directory;
  private String workDir;

  @BeforeEach
  void workDirectory() {
    workDir = "--work_dir=" + directory.resolve("work");
  }

  private Ended run(String... args) throws Exception {
    return Program.run(directory, args);
  }

  private Ended runLocal(String taskList, String... more) throws Exception {
    String[] args = new String[more.length + 3];
    args[0] = "--master=local";
    args[1] = "--task_list=" + taskList;
    args[2] = workDir;
    System.arraycopy(more, 0, args, 3, more.length);
    return run(args);
  }

  @Test
  void runsTheExample() throws Exception {
    Ended ended = runLocal(EXAMPLES.resolve("hello.json").toString());

    assertThat(ended.out()).contains("finished all 5 tasks");
    assertThat(ended.err()).contains("5 of 5 ended: 5 finished").doesNotContain("WARN");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void theTasksReallyRun() throws Exception {
    Path file = directory.resolve("ran");
    Ended ended = runLocal(list(task("a", "echo one >>" + file), task("b", "echo one >>" + file)));

    assertThat(ended.exitCode()).isZero();
    assertThat(Files.readAllLines(file)).containsExactly("one", "one");
  }

  @Test
  void tellsWhatFailedAndWhereToLook() throws Exception {
    Ended ended =
        runLocal(list(task("good", "true"), task("bad", "echo the moon is full >&2; exit 3")));

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out())
        .contains("bad  TASK_FAILED", "Command exited with status 3", "| the moon is full")
        .contains("sandbox  " + directory.resolve("work"))
        .doesNotContain("good", "exec.cpp");
  }

  @Test
  void aTaskWithoutOutputDoesNotHideThatOfOthers() throws Exception {
    Ended ended =
        runLocal(
            list(
                task("silent", "rm -f stderr; exit 3"),
                task("bad", "echo the moon is full >&2; exit 3")));

    assertThat(ended.out())
        .contains("silent  TASK_FAILED", "| the moon is full")
        .doesNotContain("does not say");
  }

  @Test
  void agentsOfSeveralKindsHaveHostnamesAndSandboxesAreStillRead() throws Exception {
    String constraint = "{\"attribute\":\"hostname\",\"operator\":\"UNIQUE\"}";
    String tasks = list(task("a", "echo the moon >&2; exit 3"), task("b", "true"));
    Ended ended =
        runLocal(
            tasks.replaceFirst("\\{", "{\"constraints\":[" + constraint + "],"),
            "--agents=2",
            "--resources=cpus:1;mem:512",
            "--hostname=small-{1..2}.local",
            "--agents=1",
            "--resources=cpus:0.05;mem:512",
            "--hostname=tiny.local",
            "--output=json");

    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
    assertThat(ended.out())
        .contains("\"small-1.local\"", "\"small-2.local\"")
        .doesNotContain("tiny.local");

    ended = runLocal(list(task("a", "echo the moon >&2; exit 3")), "--hostname=far-away.local");

    assertThat(ended.out()).contains("agent    far-away.local", "| the moon");
  }

  @Test
  void triesAgainAsOftenAsAllowed() throws Exception {
    Path file = directory.resolve("tries");
    String command = "echo try >>" + file + "; test $(wc -l <" + file + ") -ge 2";

    assertThat(runLocal(list(task("a", command)), "--max_attempts=2").exitCode()).isZero();
    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  @Test
  void killsWhatTakesTooLong() throws Exception {
    Ended ended = runLocal(list(task("a", "sleep 1000")), "--kill-after", "1secs");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out()).contains("longer than kill_after");
  }

  @Test
  void whatTheAgentKillsForItsTimeIsAFailureOfTheTask() throws Exception {
    String task = task("a", "sleep 1000");
    String limited =
        task.substring(0, task.length() - 1)
            + ",\"max_completion_time\":{\"nanoseconds\":500000000}}";
    Ended ended = runLocal(list(limited), "--kill-after", "10mins", "--max_attempts=2");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out())
        .contains("a  TASK_FAILED  REASON_MAX_COMPLETION_TIME_REACHED  (attempt 2)")
        .doesNotContain("kill_after");
  }

  @Test
  void theResultAsJson() throws Exception {
    Ended ended = runLocal(list(task("a", "true")), "--output=json", "--no-progress");

    assertThat(ended.out())
        .startsWith("{")
        .contains("\"state\" : \"FINISHED\"", "\"task_id\" : \"a\"", "TASK_FINISHED");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void takesAListInEveryForm() throws Exception {
    String json = list(task("a", "true"));
    Job.Builder job = Job.newBuilder();
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    TaskListReader.read(
        new ByteArrayInputStream(bytes),
        new TaskListSink() {
          @Override
          public void task(TaskSpec task) {
            job.addTasks(task.info());
          }

          @Override
          public void header(Job withoutTasks) {}
        });
    Path protobuf = directory.resolve("list.pb");
    try (var out = new GZIPOutputStream(Files.newOutputStream(protobuf))) {
      job.buildPartial().writeTo(out);
    }

    assertThat(runLocal(protobuf.toUri().toString().replace("file:/", "file:///")).exitCode())
        .isZero();
    Ended fromStdin =
        Program.run(
            directory,
            new ByteArrayInputStream(bytes),
            "--master=local",
            "--task_list=-",
            "--content_type=json",
            workDir);
    assertThat(fromStdin.exitCode()).isZero();
  }

  @Test
  void refusesABadListBeforeAnythingStarts() throws Exception {
    Path file = directory.resolve("ran");
    Ended ended =
        runLocal(
            list(
                task("a", "echo ran >" + file),
                task("a", "true"),
                task("x/y", "true"),
                task("big", 64, "true")));

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .contains("task 1 (a)", "task 2 (x/y)", "task 3 (big)", "64")
        .contains("nothing was started");
    assertThat(file).doesNotExist();
  }

  @Test
  void brokenJsonHasAPlace() throws Exception {
    Ended ended = runLocal("{\"tasks\":[\n{\"name\" \"x\"}]}");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("line 2");
  }

  @Test
  void refusesFlagsThatItCannotRead() throws Exception {
    assertThat(run("--mastr=local").err()).contains("--mastr").contains("--master");
    assertThat(run("--mastr=local").exitCode()).isEqualTo(2);
    assertThat(run("--master=local").err()).contains("--task_list is missing");
    Ended duration = runLocal("{}", "--kill_after=2x");
    assertThat(duration.exitCode()).isEqualTo(2);
    assertThat(duration.err()).contains("--kill_after", "2x", "10secs");
    Ended file = runLocal("/no/such/file");
    assertThat(file.exitCode()).isEqualTo(2);
    assertThat(file.err()).contains("/no/such/file does not exist");
    Ended capability = runLocal("{}", "--framework_capabilities=FLYING");
    assertThat(capability.exitCode()).isEqualTo(2);
  }

  @Test
  void helpShowsTheFlags() throws Exception {
    Ended ended = run("--help");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out())
        .contains("--task_list", "--kill_after", "--content_type", "run", "local");
  }

  @Test
  void saysWhenThereIsNoMaster() throws Exception {
    Ended ended =
        run(
            "--master=127.0.0.1:1",
            "--connect_timeout=3secs",
            "--task_list=" + list(task("a", "true")));

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err()).contains("no master at 127.0.0.1:1", "Connection refused");
  }

  @Test
  void saysWhenTheMasterRefusesTheFramework() throws Exception {
    Ended ended = runLocal(list(task("a", "true")), "--role=a/../b");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err()).contains("a/../b");
  }

  @Test
  void ctrlCKillsTheTasks() throws Exception {
    Path pid = directory.resolve("pid");
    try (Program program =
        Program.start(
            directory,
            "--master=local",
            workDir,
            "--task_list=" + list(task("a", "echo $$ >" + pid + "; exec sleep 1000")))) {
      await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(pid) && Files.size(pid) > 1);
      ProcessHandle task =
          ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();

      program.signal("INT");
      Ended ended = program.await();

      assertThat(ended.exitCode()).isEqualTo(130);
      assertThat(ended.out()).contains("was killed");
      await().until(() -> !task.isAlive());
    }
  }

  @Test
  void runsOnAMasterElsewhere() throws Exception {
    try (Program mesos =
        Program.start(
            directory,
            "local",
            "--port=0",
            "--agents=3",
            "--resources=cpus:1;mem:512;disk:1000",
            "--attributes=rack:r1",
            workDir)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> mesos.out().contains("http://"));
      String url = mesos.out().replaceAll("(?s).*(http://[0-9.:]+).*", "$1");
      // The service's properties in the same folder are not the command's.
      Files.writeString(
          directory.resolve("application.properties"), "camel.component.mesos.master = local\n");
      String tasks =
          list(task("a", 1, "sleep 1"), task("b", 1, "sleep 1"), task("c", 1, "sleep 1"));

      Ended ended =
          run(
              "--master=127.0.0.1:1," + url,
              "--content-type",
              "application/json",
              "--output=json",
              "--task_list=" + tasks);

      assertThat(ended.exitCode()).as(ended.err()).isZero();
      assertThat(ended.out()).contains("-S0\"", "-S1\"", "-S2\"");
    }
  }
}

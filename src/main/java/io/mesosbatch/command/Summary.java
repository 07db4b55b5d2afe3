package io.mesosbatch.command;

import io.mesosbatch.client.AgentFiles;
import io.mesosbatch.client.Credential;
import io.mesosbatch.job.AttemptId;
import io.mesosbatch.job.Phase;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.store.AttemptRecord;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.TaskRecord;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a person wants to know when the batch is over, above all about what failed. */
final class Summary {
  private static final int MOST_TASKS = 20;
  private static final int STDERR_BYTES = 2_000;
  private static final int STDERR_LINES = 10;

  /** A command task shares its stderr with Mesos's executor, which logs there too. */
  private static final Pattern EXECUTOR_LOG =
      Pattern.compile("[IWEF]\\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d+ +\\d+ exec(utor)?\\.cpp:\\d+\\] ");

  private final JobStore store;
  private final Optional<Credential> credential;
  private final PrintWriter out;
  private final Map<String, AgentFiles> agents = new HashMap<>();
  private final Set<String> silentAgents = new HashSet<>();

  Summary(JobStore store, Optional<Credential> credential, PrintWriter out) {
    this.store = store;
    this.credential = credential;
    this.out = out;
  }

  void print(JobRecord job) {
    List<TaskRecord> bad =
        store.tasks(
            job.number(), Set.of(Phase.FAILED, Phase.KILLED, Phase.SKIPPED), 0, MOST_TASKS + 1);
    for (TaskRecord task : bad.subList(0, Math.min(MOST_TASKS, bad.size()))) {
      out.println();
      task(job, task);
    }
    if (bad.size() > MOST_TASKS) {
      out.printf("%n... and more; --output=json lists them all%n");
    }
    if (!bad.isEmpty()) {
      out.println();
    }
    double seconds = (job.endedAt() - job.submittedAt()) / 1000.0;
    out.printf("Job %s %s after %.1f s%n", job.id(), outcome(job), seconds);
    out.flush();
  }

  private static String outcome(JobRecord job) {
    return switch (job.phase()) {
      case FINISHED ->
          job.tasks() == 1 ? "finished its task" : "finished all " + job.tasks() + " tasks";
      case KILLED -> "was killed";
      default -> "failed";
    };
  }

  private void task(JobRecord job, TaskRecord task) {
    if (task.attempts().isEmpty()) {
      String why = task.reason().isEmpty() ? "" : ": " + task.reason();
      out.printf("%s  %s before it was launched%s%n", task.spec().id(), task.phase(), why);
      return;
    }
    AttemptRecord attempt = task.attempts().get(task.attempts().size() - 1);
    TaskStatus status = attempt.last().orElse(TaskStatus.getDefaultInstance());
    out.printf("%s  %s", task.spec().id(), status.getState());
    if (status.hasReason()) {
      out.printf("  %s", status.getReason());
    }
    if (task.attempts().size() > 1) {
      out.printf("  (attempt %d)", attempt.number());
    }
    out.println();
    if (!status.getMessage().isEmpty()) {
      out.printf("  message  %s%n", status.getMessage());
    }
    if (!task.reason().isEmpty()) {
      out.printf("  because  %s%n", task.reason());
    }
    out.printf("  agent    %s (%s)%n", attempt.hostname(), attempt.agentId());
    sandbox(job, task, attempt);
  }

  private void sandbox(JobRecord job, TaskRecord task, AttemptRecord attempt) {
    String agentUrl = attempt.agentUrl();
    if (agentUrl.isEmpty() || silentAgents.contains(agentUrl)) {
      return;
    }
    AgentFiles files = agents.computeIfAbsent(agentUrl, url -> new AgentFiles(url, credential));
    String id =
        new AttemptId(job.id(), task.key().index(), attempt.number()).format(task.spec().id());
    String executor =
        attempt
            .last()
            .filter(TaskStatus::hasExecutorId)
            .map(status -> status.getExecutorId().getValue())
            .orElse(id);
    // The default executor gives each task of its group a place in its own sandbox.
    String within = task.spec().policy().getGroup().isEmpty() ? "" : "/tasks/" + id;
    try {
      Optional<String> sandbox = files.sandbox(executor).map(path -> path + within);
      if (sandbox.isEmpty()) {
        out.println("  sandbox  the agent has none (any more)");
        return;
      }
      out.printf("  sandbox  %s%n", sandbox.get());
      stderr(files, sandbox.get());
    } catch (IOException e) {
      silentAgents.add(agentUrl);
      out.printf("  sandbox  the agent at %s does not say: %s%n", agentUrl, e.getMessage());
    }
  }

  private void stderr(AgentFiles files, String sandbox) throws IOException {
    String text;
    try {
      text = files.tail(sandbox + "/stderr", STDERR_BYTES);
    } catch (FileNotFoundException e) {
      // It was not started at all, or has removed it.
      return;
    }
    List<String> lines =
        text.lines()
            .filter(line -> !line.isBlank() && !EXECUTOR_LOG.matcher(line).lookingAt())
            .toList();
    String label = "stderr";
    for (String line : lines.subList(Math.max(0, lines.size() - STDERR_LINES), lines.size())) {
      out.printf("  %-7s| %s%n", label, line);
      label = "";
    }
  }
}

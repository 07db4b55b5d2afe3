package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.AgentID;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what the tasks of an agent that was killed left running: its processes outlive it, and no
 * master knows them any more. Each agent leaves a note with its JVM's process in the work
 * directory; the next agent there looks for notes whose JVM is gone. Works where there is /proc.
 */
final class Survivors {
  private static final Logger LOG = LoggerFactory.getLogger(Survivors.class);
  private static final Path PROC = Path.of("/proc");

  private final WorkDirectory work;
  private final Path notes;

  Survivors(WorkDirectory work) {
    this.work = work;
    this.notes = work.root().resolve("meta").resolve("running");
  }

  /** This agent's tasks are this JVM's affair. */
  void note(AgentID agent) {
    try {
      Files.createDirectories(notes);
      Files.writeString(notes.resolve(agent.getValue()), identity(ProcessHandle.current()));
    } catch (IOException e) {
      LOG.warn("{} cannot be written: if this program is killed, its tasks live on", notes, e);
    }
  }

  /** All has ended in good order. */
  void forget(AgentID agent) {
    try {
      Files.deleteIfExists(notes.resolve(agent.getValue()));
    } catch (IOException e) {
      LOG.debug("A note of agent {} stays", agent.getValue(), e);
    }
  }

  /** Kills the processes of agents that are gone. */
  void end() {
    if (!Files.isDirectory(notes) || !Files.isDirectory(PROC)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(notes)) {
      for (Path note : files) {
        if (!isAlive(Files.readString(note))) {
          end(note.getFileName().toString());
          Files.deleteIfExists(note);
        }
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be read: tasks of an agent that was killed may still run", notes, e);
    }
  }

  private void end(String agent) {
    String sandboxes = "MESOS_DIRECTORY=" + work.root().resolve("slaves").resolve(agent) + "/";
    Set<Long> left = processes(sandboxes);
    int found = left.size();
    while (!left.isEmpty()) {
      Signal.KILL.send(left);
      Set<Long> now = processes(sandboxes);
      now.removeAll(left);
      left = now;
    }
    if (found > 0) {
      LOG.info("{} processes were left of agent {}, which was killed: ended", found, agent);
    }
  }

  private static Set<Long> processes(String variable) {
    Set<Long> found = new HashSet<>();
    for (ProcessTable.Entry entry : ProcessTable.now().entries()) {
      try {
        byte[] environment =
            Files.readAllBytes(PROC.resolve(Long.toString(entry.pid())).resolve("environ"));
        String text = "\0" + new String(environment, StandardCharsets.UTF_8);
        if (text.contains("\0" + variable)) {
          found.add(entry.pid());
        }
      } catch (IOException goneOrForeign) {
        continue;
      }
    }
    return found;
  }

  /** A process number is used again; with its start it is one process only. */
  private static String identity(ProcessHandle process) {
    return process.pid() + " " + process.info().startInstant().map(Instant::toString).orElse("");
  }

  private static boolean isAlive(String note) {
    try {
      long pid = Long.parseLong(note.strip().split(" ", 2)[0]);
      return ProcessHandle.of(pid).map(p -> identity(p).strip().equals(note.strip())).orElse(false);
    } catch (NumberFormatException cutOff) {
      return false;
    }
  }
}

package io.mesosbatch.local.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The processes of this machine at one moment. Zombies and this JVM are left out. */
record ProcessTable(List<Entry> entries) {
  private static final Path PROC = Path.of("/proc");

  /**
   * @param session id of the session, 0 where the system does not tell
   */
  record Entry(long pid, long parent, long group, long session) {}

  static ProcessTable now() {
    return Files.isReadable(PROC.resolve("self/stat")) ? fromProc() : fromHandles();
  }

  /**
   * The processes, those in their sessions and groups, and all that descend from them; parents
   * before their children, so that a shell has its signal before it sees that its command is gone
   * (it would report that, or go on with the next command).
   */
  Set<Long> trees(Set<Long> roots) {
    return closure(
        e -> roots.contains(e.pid) || roots.contains(e.session) || roots.contains(e.group));
  }

  /** The processes left in sessions whose leader (and first process) is gone. */
  Set<Long> leftIn(Set<Long> endedSessions) {
    Set<Long> alive = new HashSet<>();
    entries.forEach(e -> alive.add(e.pid));
    // a living leader means that the number has been given to a new process
    return closure(e -> endedSessions.contains(e.session) && !alive.contains(e.session));
  }

  private Set<Long> closure(Predicate<Entry> start) {
    Set<Long> found = new HashSet<>();
    entries.stream().filter(start).forEach(e -> found.add(e.pid));
    if (found.isEmpty()) {
      return found;
    }
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Entry entry : entries) {
        grew |= found.contains(entry.parent) && found.add(entry.pid);
      }
    }
    return parentsFirst(found);
  }

  private Set<Long> parentsFirst(Set<Long> found) {
    Set<Long> ordered = new LinkedHashSet<>();
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Entry entry : entries) {
        boolean ready = !found.contains(entry.parent) || ordered.contains(entry.parent);
        grew |= found.contains(entry.pid) && ready && ordered.add(entry.pid);
      }
    }
    // the table is not read in one moment: two that are each other's parents are possible
    ordered.addAll(found);
    return ordered;
  }

  private static ProcessTable fromProc() {
    long self = ProcessHandle.current().pid();
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(PROC, "[1-9]*")) {
      for (Path directory : directories) {
        read(directory).filter(e -> e.pid != self).ifPresent(entries::add);
      }
    } catch (IOException e) {
      return fromHandles();
    }
    return new ProcessTable(entries);
  }

  /** Reads /proc/PID/stat: pid (name) state parent group session ..., see proc(5). */
  private static Optional<Entry> read(Path directory) {
    try {
      long pid = Long.parseLong(directory.getFileName().toString());
      String stat =
          new String(Files.readAllBytes(directory.resolve("stat")), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
      if (fields[0].equals("Z") || fields[0].equals("X")) {
        return Optional.empty();
      }
      return Optional.of(
          new Entry(
              pid,
              Long.parseLong(fields[1]),
              Long.parseLong(fields[2]),
              Long.parseLong(fields[3])));
    } catch (IOException | RuntimeException gone) {
      return Optional.empty();
    }
  }

  private static ProcessTable fromHandles() {
    long self = ProcessHandle.current().pid();
    return new ProcessTable(
        ProcessHandle.allProcesses()
            .filter(handle -> handle.pid() != self)
            .map(
                handle ->
                    new Entry(
                        handle.pid(), handle.parent().map(ProcessHandle::pid).orElse(0L), 0, 0))
            .toList());
  }
}

package io.mesosbatch.conformance;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a framework saw and heard, without ids, times and addresses: two masters must agree. */
record Normal(List<String> calls, List<String> streams, Map<String, List<String>> events) {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(-[OSA]?\\d+)?");
  private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:\\d+");
  private static final Pattern DATE = Pattern.compile("^(Date|Content-Length): .*");

  static String text(String text) {
    String plain = UUID.matcher(text).replaceAll("<id>");
    plain = ADDRESS.matcher(plain).replaceAll("<address>");
    // the recorded KILL came before the shell had set its trap
    return plain.replace("signal Killed", "signal Terminated");
  }

  static String head(HttpMessage message) {
    List<String> headers = new ArrayList<>();
    for (String header : message.headers()) {
      if (!DATE.matcher(header).matches()) {
        headers.add(text(header));
      }
    }
    return message.first() + " " + headers;
  }

  /** Of each task the sequence of its states; of each stream its errors; and so on. */
  static Map<String, List<String>> events(List<Recording.Happening> happenings) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    TreeSet<String> types = new TreeSet<>();
    Set<ByteString> uuids = new HashSet<>();
    for (Recording.Happening happening : happenings) {
      Event event = happening.event();
      if (event == null || event.getType() == Event.Type.HEARTBEAT) {
        continue;
      }
      types.add(event.getType().name());
      switch (event.getType()) {
        case ERROR ->
            add(all, "errors on stream " + happening.stream(), text(event.getError().getMessage()));
        case UPDATE -> {
          TaskStatus status = event.getUpdate().getStatus();
          if (status.hasUuid() && !uuids.add(status.getUuid())) {
            continue; // sent again: when depends on acknowledgements in flight
          }
          add(all, "task " + status.getTaskId().getValue(), update(status));
        }
        case UPDATE_OPERATION_STATUS -> {
          OperationStatus status = event.getUpdateOperationStatus().getStatus();
          add(all, "operation " + status.getOperationId().getValue(), operation(status));
        }
        case FAILURE ->
            add(
                all,
                "failures",
                "executor "
                    + event.getFailure().getExecutorId().getValue()
                    + " status "
                    + (event.getFailure().hasStatus() ? event.getFailure().getStatus() : ""));
        default -> {}
      }
    }
    all.put("types of events", List.copyOf(types));
    return all;
  }

  /** The same again is a retry: how often it comes depends on time. */
  private static void add(Map<String, List<String>> all, String what, String now) {
    List<String> list = all.computeIfAbsent(what, key -> new ArrayList<>());
    if (list.isEmpty() || !list.get(list.size() - 1).equals(now)) {
      list.add(now);
    }
  }

  private static String update(TaskStatus status) {
    return status.getState()
        + " "
        + status.getSource()
        + (status.hasReason() ? " " + status.getReason() : "")
        + (status.hasMessage() ? " '" + text(status.getMessage()) + "'" : "")
        + (status.hasUuid() ? " uuid" : "")
        + (status.hasAgentId() ? " agent" : "")
        + (status.hasExecutorId() ? " executor" : "")
        + (status.hasHealthy() ? " healthy=" + status.getHealthy() : "")
        + (status.hasContainerStatus() ? " container" : "");
  }

  private static String operation(OperationStatus status) {
    return status.getState()
        + (status.hasMessage() ? " '" + text(status.getMessage()) + "'" : "")
        + (status.hasUuid() ? " uuid" : "")
        + (status.hasAgentId() ? " agent" : "");
  }
}

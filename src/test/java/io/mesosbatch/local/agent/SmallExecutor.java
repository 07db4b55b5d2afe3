package io.mesosbatch.local.agent;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.executor.Call;
import io.mesosbatch.mesos.v1.executor.Event;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.RecordIoDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;

/**
 * A framework's own executor, as a program: "runs" each task until it is killed; a task whose id
 * begins with "finish" ends at once, one named "exit" ends the program. Sends every message back.
 */
final class SmallExecutor {
  private static final ContentType TYPE =
      ContentType.valueOf(System.getenv().getOrDefault("TYPE", "PROTOBUF"));

  private SmallExecutor() {}

  public static void main(String[] args) throws IOException {
    HttpURLConnection connection =
        post(call(Call.Type.SUBSCRIBE).setSubscribe(Call.Subscribe.getDefaultInstance()));
    RecordIoDecoder decoder = new RecordIoDecoder(1 << 20);
    try (InputStream in = connection.getInputStream()) {
      byte[] buffer = new byte[4096];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        decoder.feed(
            ByteBuffer.wrap(buffer, 0, n),
            (bytes, off, len) -> {
              Event.Builder event = Event.newBuilder();
              TYPE.decode(bytes, off, len, event);
              handle(event.build());
            });
      }
    }
  }

  private static void handle(Event event) {
    try {
      System.out.println(event.getType());
      switch (event.getType()) {
        case LAUNCH -> launch(event.getLaunch().getTask().getTaskId());
        case LAUNCH_GROUP ->
            event
                .getLaunchGroup()
                .getTaskGroup()
                .getTasksList()
                .forEach(t -> launch(t.getTaskId()));
        case KILL -> update(event.getKill().getTaskId(), TaskState.TASK_KILLED);
        case MESSAGE ->
            send(
                call(Call.Type.MESSAGE)
                    .setMessage(Call.Message.newBuilder().setData(event.getMessage().getData())));
        case SHUTDOWN -> System.exit(0);
        default -> {}
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void launch(TaskID task) {
    try {
      if (task.getValue().equals("exit")) {
        System.exit(3);
      }
      update(task, TaskState.TASK_RUNNING);
      if (task.getValue().startsWith("finish")) {
        update(task, TaskState.TASK_FINISHED);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void update(TaskID task, TaskState state) throws IOException {
    send(
        call(Call.Type.UPDATE)
            .setUpdate(
                Call.Update.newBuilder()
                    .setStatus(
                        TaskStatus.newBuilder()
                            .setTaskId(task)
                            .setState(state)
                            .setData(ByteString.copyFromUtf8("mine"))
                            .setUuid(TaskStatuses.uuid()))));
  }

  private static Call.Builder call(Call.Type type) {
    return Call.newBuilder()
        .setType(type)
        .setExecutorId(ExecutorID.newBuilder().setValue(System.getenv("MESOS_EXECUTOR_ID")))
        .setFrameworkId(FrameworkID.newBuilder().setValue(System.getenv("MESOS_FRAMEWORK_ID")));
  }

  private static void send(Call.Builder call) throws IOException {
    int status = post(call).getResponseCode();
    if (status != 202) {
      throw new IOException(call.getType() + " answered with " + status);
    }
  }

  private static HttpURLConnection post(Call.Builder call) throws IOException {
    URI uri = URI.create("http://" + System.getenv("MESOS_AGENT_ENDPOINT") + "/api/v1/executor");
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", TYPE.mediaType());
    connection.setRequestProperty("Accept", TYPE.mediaType());
    try (OutputStream out = connection.getOutputStream()) {
      out.write(TYPE.encode(call.build()));
    }
    return connection;
  }
}

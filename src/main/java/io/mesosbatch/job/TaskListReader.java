package io.mesosbatch.job;

import com.fasterxml.jackson.core.JacksonException;
import io.mesosbatch.v1.Job;
import io.mesosbatch.wire.JsonException;
import io.mesosbatch.wire.JsonProblem;
import io.mesosbatch.wire.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads and checks a task list: a {@link Job}, a TaskGroupInfo or a bare array of tasks, in JSON or
 * protobuf, plain or gzipped; which of these it is shows in the content. Holds one task at a time,
 * and about 40 bytes for each task's id.
 */
public final class TaskListReader {
  private TaskListReader() {}

  /**
   * The tasks go to the sink while the list is being read, so the sink must be ready to forget them
   * if this throws. The stream stays open.
   *
   * @throws InvalidTaskListException with all that is wrong with the list
   * @throws IOException if the stream itself fails
   */
  public static void read(InputStream in, TaskListSink sink)
      throws IOException, InvalidTaskListException {
    read(in, Optional.empty(), sink);
  }

  /**
   * The same, and tasks that could never run on that cluster are problems too.
   *
   * @param cluster empty if it is not known
   */
  public static void read(InputStream in, Optional<ClusterFit> cluster, TaskListSink sink)
      throws IOException, InvalidTaskListException {
    read(in, cluster, ParameterFiles.NONE, sink);
  }

  /**
   * The same.
   *
   * @param files that arrays of the list may name
   */
  public static void read(
      InputStream in, Optional<ClusterFit> cluster, ParameterFiles files, TaskListSink sink)
      throws IOException, InvalidTaskListException {
    TaskReception reception = new TaskReception(cluster, files, sink);
    TaskListSource source = new TaskListSource(in);
    Job header;
    try {
      header =
          switch (source.kind()) {
            case EMPTY -> Job.getDefaultInstance();
            case JSON -> JsonTaskList.read(source.content(), reception);
            case PROTOBUF -> ProtobufTaskList.read(source.content(), reception);
          };
    } catch (JsonException e) {
      throw broken(e.problem(), reception);
    } catch (JacksonException e) {
      throw broken(JsonReader.syntax(e).problem(), reception);
    } catch (IOException e) {
      if (source.failed(e)) {
        throw e;
      }
      throw reception.broken(
          0, 0, "cannot be read after " + reception.index() + " tasks: " + e.getMessage());
    }
    reception.end(header);
  }

  private static InvalidTaskListException broken(JsonProblem problem, TaskReception reception) {
    return reception.broken(
        problem.line(), problem.column(), "this is no JSON: " + problem.message());
  }
}

package io.mesosbatch.job;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.WireFormat;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.TaskPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** Reads a Job (or a TaskGroupInfo, which is one) from protobuf, one task at a time. */
final class ProtobufTaskList {
  /** Of one task; Mesos masters refuse calls of much less. */
  private static final int MAX_TASK_BYTES = 64 << 20;

  private static final int BUFFER = 1 << 16;
  private static final int TASKS_TAG =
      Job.TASKS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final AgentID ANY_AGENT = AgentID.newBuilder().setValue("").build();

  private final CodedInputStream in;
  private final TaskReception reception;

  private ProtobufTaskList(CodedInputStream in, TaskReception reception) {
    this.in = in;
    this.reception = reception;
  }

  static Job read(InputStream stream, TaskReception reception) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(stream, BUFFER);
    in.setSizeLimit(MAX_TASK_BYTES);
    return new ProtobufTaskList(in, reception).read();
  }

  private Job read() throws IOException {
    UnknownFieldSet.Builder others = UnknownFieldSet.newBuilder();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == TASKS_TAG) {
        task(in.readByteArray());
        in.resetSizeCounter();
      } else if (!others.mergeFieldFrom(tag, in)) {
        throw new InvalidProtocolBufferException("a group ends that has not begun");
      }
    }
    Job header = Job.parser().parsePartialFrom(others.build().toByteString());
    FieldProblems problems = (path, message) -> reception.problem(path, 0, 0, message);
    unknown(header, "", problems);
    missing(header, problems);
    return header.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance()).buildPartial();
  }

  private void task(byte[] bytes) {
    FieldProblems problems = (path, message) -> reception.taskProblem(path, 0, 0, message);
    TaskInfo.Builder info = TaskInfo.newBuilder();
    TaskPolicy policy = TaskPolicy.getDefaultInstance();
    try {
      info.mergeFrom(bytes);
      if (!info.getUnknownFields().asMap().isEmpty()) {
        policy = TaskPolicy.parser().parsePartialFrom(info.getUnknownFields().toByteString());
        info.setUnknownFields(UnknownFieldSet.getDefaultInstance());
      }
    } catch (InvalidProtocolBufferException e) {
      problems.found("", "cannot be read as protobuf: " + e.getMessage());
    }
    TaskInfo read = info.buildPartial();
    unknown(read, "", problems);
    unknown(policy, "", problems);
    missing(read.toBuilder().setAgentId(ANY_AGENT).buildPartial(), problems);
    reception.task(info, policy, 0, 0);
  }

  private static void missing(Message message, FieldProblems problems) {
    if (!message.isInitialized()) {
      message
          .findInitializationErrors()
          .forEach(path -> problems.found(path, "is required and missing"));
    }
  }

  /** Fields that the schema does not know, and values that an enum does not know. */
  private static void unknown(Message message, String path, FieldProblems problems) {
    for (int number : message.getUnknownFields().asMap().keySet()) {
      FieldDescriptor field = message.getDescriptorForType().findFieldByNumber(number);
      problems.found(
          path,
          field == null
              ? "has an unknown field, number " + number
              : field.getName() + " has a value that is not possible");
    }
    for (Map.Entry<FieldDescriptor, Object> set : message.getAllFields().entrySet()) {
      FieldDescriptor field = set.getKey();
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || field.isMapField()) {
        continue;
      }
      String name = path.isEmpty() ? field.getName() : path + "." + field.getName();
      if (field.isRepeated()) {
        List<?> list = (List<?>) set.getValue();
        for (int i = 0; i < list.size(); i++) {
          unknown((Message) list.get(i), name + "[" + i + "]", problems);
        }
      } else {
        unknown((Message) set.getValue(), name, problems);
      }
    }
  }
}

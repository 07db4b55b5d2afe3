package io.mesosbatch.pipeline.intake;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.mesosbatch.job.S3Object;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.v1.Job;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A task list out of tasks that were made one by one. */
final class GatheredList {
  private GatheredList() {}

  /** On the wire a task is its TaskInfo and its policy, one after the other. */
  static byte[] protobuf(List<TaskSpec> tasks) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (TaskSpec task : tasks) {
      out.writeTag(Job.TASKS_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(task.info().getSerializedSize() + task.policy().getSerializedSize());
      task.info().writeTo(out);
      task.policy().writeTo(out);
    }
    out.flush();
    return bytes.toByteArray();
  }

  /** The same for the same objects in the same order. */
  static String key(List<S3Object> objects) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    for (S3Object object : objects) {
      digest.update(ObjectJournal.identity(object).getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return "s3-objects:" + HexFormat.of().formatHex(digest.digest());
  }
}

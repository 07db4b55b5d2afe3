package io.mesosbatch.job;

import io.mesosbatch.v1.ParameterTable;
import io.mesosbatch.v1.TaskPolicy;
import java.io.IOException;
import java.io.InputStream;

/** Puts the table that an array names as a file in the place of the name. */
final class ArrayFile {
  private ArrayFile() {}

  /** The policy with the table; without any array if the file cannot be read. */
  static TaskPolicy read(TaskPolicy policy, ParameterFiles files, FieldProblems problems) {
    ParameterTable parameters = policy.getArray().getParameters();
    if (!parameters.hasFile()) {
      return policy;
    }
    if (parameters.getColumnsCount() + parameters.getRowsCount() > 0) {
      problems.found("array.parameters", "give a file, or columns and rows, not both");
      return policy.toBuilder().clearArray().buildPartial();
    }
    try (InputStream in = files.open(parameters.getFile())) {
      TaskPolicy.Builder read = policy.toBuilder();
      read.getArrayBuilder().setParameters(ParameterReader.read(in));
      return read.buildPartial();
    } catch (IOException e) {
      problems.found("array.parameters.file", e.getMessage());
      return policy.toBuilder().clearArray().buildPartial();
    }
  }
}

package io.mesosbatch.pipeline.intake;

import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Up while the buckets that are polled could be listed the last time. */
final class S3HealthCheck extends AbstractHealthCheck {
  private final List<S3Folder> folders;

  S3HealthCheck(List<S3Folder> folders) {
    super("mesosbatch", "s3");
    this.folders = folders;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    builder.up();
    for (S3Folder folder : folders) {
      if (folder.problem() != null) {
        builder.down().message(folder.problem());
      }
    }
  }
}

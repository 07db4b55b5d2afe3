package io.mesosbatch.pipeline.intake;

import io.mesosbatch.job.S3Object;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.aws2.s3.AWS2S3Component;
import org.apache.camel.component.aws2.s3.AWS2S3Configuration;
import org.apache.camel.component.aws2.s3.client.AWS2S3ClientFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Reads and changes buckets with a client configured as Camel's component aws2-s3 is. Only this
 * class knows the SDK of AWS, and it is loaded when it is first needed. Every method may throw
 * SdkException.
 */
final class S3Objects {
  /** Answers of 4xx that are about this program's credentials, its clock or the moment. */
  private static final Set<String> NOT_OF_THE_OBJECT =
      Set.of(
          "ExpiredToken",
          "InvalidAccessKeyId",
          "InvalidToken",
          "OperationAborted",
          "RequestExpired",
          "RequestTimeTooSkewed",
          "RequestTimeout",
          "SignatureDoesNotMatch",
          "TokenRefreshRequired");

  private final S3Client client;

  S3Objects(CamelContext context) {
    AWS2S3Configuration configuration =
        context.getComponent("aws2-s3", AWS2S3Component.class).getConfiguration();
    if (configuration.getAccessKey() == null && !isElsewhere(configuration)) {
      configuration.setUseDefaultCredentialsProvider(true);
    }
    client =
        configuration.getAmazonS3Client() != null
            ? configuration.getAmazonS3Client()
            : AWS2S3ClientFactory.getS3Client(configuration);
  }

  private static boolean isElsewhere(AWS2S3Configuration configuration) {
    return configuration.isUseProfileCredentialsProvider()
        || configuration.isUseSessionCredentials();
  }

  /** To be closed by the caller. */
  InputStream open(S3Address address) throws NoSuchObject {
    try {
      return client.getObject(r -> r.bucket(address.bucket()).key(address.key()));
    } catch (S3Exception e) {
      if (e.statusCode() >= 400
          && e.statusCode() < 500
          && !e.isThrottlingException()
          && !NOT_OF_THE_OBJECT.contains(code(e))) {
        throw new NoSuchObject(address, e.awsErrorDetails() == null ? e.getMessage() : text(e));
      }
      throw e;
    }
  }

  private static String code(S3Exception e) {
    return e.awsErrorDetails() == null ? "" : String.valueOf(e.awsErrorDetails().errorCode());
  }

  private static String text(S3Exception e) {
    return e.awsErrorDetails().errorCode() + ", " + e.awsErrorDetails().errorMessage();
  }

  /** All objects under a prefix, page after page as they are asked for. */
  Stream<S3Object> list(String bucket, String prefix) {
    return client.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix)).contents().stream()
        .filter(o -> !o.key().endsWith("/"))
        .map(
            o ->
                new S3Object(
                    bucket,
                    o.key(),
                    Optional.of(o.size()),
                    Optional.of(o.eTag().replace("\"", "")),
                    Optional.of(o.lastModified())));
  }

  void delete(S3Address address) {
    client.deleteObject(r -> r.bucket(address.bucket()).key(address.key()));
  }

  void move(S3Address from, S3Address to) {
    client.copyObject(
        r ->
            r.sourceBucket(from.bucket())
                .sourceKey(from.key())
                .destinationBucket(to.bucket())
                .destinationKey(to.key()));
    delete(from);
  }

  void put(S3Address address, String contentType, String text) {
    client.putObject(
        r -> r.bucket(address.bucket()).key(address.key()).contentType(contentType),
        RequestBody.fromString(text));
  }

  void put(S3Address address, String contentType, Path file) {
    client.putObject(
        r -> r.bucket(address.bucket()).key(address.key()).contentType(contentType), file);
  }
}

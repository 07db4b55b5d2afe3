package io.mesosbatch.pipeline.intake;

import io.mesosbatch.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.main.Main;

/** The beans of the ways in that come with messages and objects. */
public final class Intake {
  private static final String JMS_QUEUE = "mesosbatch.jms.queue";
  private static final String EVENTS_QUEUE = "mesosbatch.s3Events.queueUrl";
  private static final String SQS = "camel.component.aws2-sqs.";
  private static final String SQS_QUEUE = "mesosbatch.sqs.queueUrl";
  private static final long MOST_PENDING = 1_000_000;

  private final IntakeLimit limit;
  private final ObjectWriter objects;

  private Intake(IntakeLimit limit, ObjectWriter objects) {
    this.limit = limit;
    this.objects = objects;
  }

  /**
   * @param home file names in the settings are relative to it
   * @param data a folder for what must not be forgotten
   * @throws IllegalArgumentException a setting is no good
   */
  public static Intake bind(Main main, Pipeline pipeline, Settings settings, Path home, Path data)
      throws IOException {
    IntakeLimit limit =
        new IntakeLimit(
            settings.number("mesosbatch.maxPendingTasks", MOST_PENDING),
            pipeline.scheduling()::progress,
            pipeline.intake()::arriving);
    pipeline.schedules().waitWhile(limit::paused);
    require(settings, SQS_QUEUE, "mesosbatch.sqs.deadLetterUrl");
    require(settings, JMS_QUEUE, "mesosbatch.jms.deadLetterQueue");
    require(settings, EVENTS_QUEUE, "mesosbatch.s3Events.deadLetterUrl");
    defaultCredentials(main, settings);
    Supplier<S3Objects> s3 = once(() -> new S3Objects(main.getCamelContext()));
    main.bind("intakeLimit", limit);
    main.bind("taskLists", new TaskLists(pipeline.intake(), s3));
    new S3Intake(pipeline.intake(), limit, settings, home, data, s3).bind(main);
    if (settings.has(JMS_QUEUE)) {
      main.bind("jmsReply", new JmsReply());
      main.bind("jmsHealth", new JmsHealthCheck(main::getCamelContext));
    }
    if (settings.has(SQS_QUEUE)) {
      main.bind("sqsReply", new SqsReply(settings.get(SQS_QUEUE, "")));
    }
    return new Intake(
        limit, (bucket, key, type, file) -> s3.get().put(new S3Address(bucket, key), type, file));
  }

  private static void require(Settings settings, String on, String too) {
    if (settings.has(on) && !settings.has(too)) {
      throw new IllegalArgumentException(
          too + " is missing: with " + on + ", refused messages must have somewhere to go");
    }
  }

  /** Camel wants to be told that it should look for them as the SDK of AWS does. */
  private static void defaultCredentials(Main main, Settings settings) {
    boolean used =
        Stream.of(SQS_QUEUE, EVENTS_QUEUE, "mesosbatch.notify.sqsQueueUrl").anyMatch(settings::has);
    if (used && Stream.of("accessKey", "access-key").noneMatch(k -> settings.has(SQS + k))) {
      main.addInitialProperty(SQS + "useDefaultCredentialsProvider", "true");
    }
  }

  /** The SDK of AWS is loaded when it is first needed, and one client serves all. */
  private static <T> Supplier<T> once(Supplier<T> maker) {
    return new Supplier<>() {
      private T made;

      @Override
      public synchronized T get() {
        if (made == null) {
          made = maker.get();
        }
        return made;
      }
    };
  }

  public IntakeLimit limit() {
    return limit;
  }

  /** Writes to S3 with the client of the ways in. */
  public ObjectWriter objects() {
    return objects;
  }
}

package io.mesosbatch.pipeline.intake;

import io.mesosbatch.pipeline.Pipeline;
import org.apache.camel.main.Main;

/** The beans of the ways in that come with messages. */
public final class Intake {
  private static final String JMS_QUEUE = "mesosbatch.jms.queue";
  private static final long MOST_PENDING = 1_000_000;

  private final IntakeLimit limit;

  private Intake(IntakeLimit limit) {
    this.limit = limit;
  }

  public static Intake bind(Main main, Pipeline pipeline, Settings settings) {
    IntakeLimit limit =
        new IntakeLimit(
            settings.number("mesosbatch.maxPendingTasks", MOST_PENDING),
            pipeline.scheduling()::progress);
    main.bind("intakeLimit", limit);
    main.bind("taskLists", new TaskLists(pipeline.intake()));
    if (settings.has(JMS_QUEUE)) {
      main.bind("jmsReply", new JmsReply());
      main.bind("jmsHealth", new JmsHealthCheck(main::getCamelContext));
    }
    return new Intake(limit);
  }

  public IntakeLimit limit() {
    return limit;
  }
}

package io.mesosbatch.pipeline;

import io.mesosbatch.scheduling.Change;
import io.mesosbatch.scheduling.Effect;
import io.mesosbatch.scheduling.Frame;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says which maintenance this framework is in the way of, and which tasks it moves. */
final class MaintenanceLog {
  private static final Logger LOG = LoggerFactory.getLogger(MaintenanceLog.class);

  /** By agent: the master asks again and again. */
  private final Map<String, String> declined = new HashMap<>();

  void of(Frame frame) {
    for (Effect effect : frame.effects()) {
      if (effect instanceof Effect.DeclineInverseOffer decline
          && !decline.why().equals(declined.put(decline.agentId(), decline.why()))) {
        LOG.warn("The maintenance of agent {} is declined: {}", decline.agentId(), decline.why());
      } else if (effect instanceof Effect.AcceptInverseOffers) {
        declined.clear();
      }
    }
    for (Change change : frame.changes()) {
      if (change instanceof Change.Updated update && Recovery.isMoving(update.status())) {
        LOG.info(
            "Task {} of job {}: {}",
            update.task().index(),
            update.task().job(),
            update.status().getMessage());
      }
    }
  }
}

package io.mesosbatch.pipeline.intake;

import io.mesosbatch.job.S3Object;
import java.io.IOException;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step of a route that hears of new objects: task lists become jobs, tiles wait for theirs (and
 * survive a crash while they wait). When it returns, the message may be deleted.
 */
public final class S3Notices {
  private static final Logger LOG = LoggerFactory.getLogger(S3Notices.class);

  private final Optional<S3Lists> lists;
  private final Optional<S3Tiles> tiles;

  S3Notices(Optional<S3Lists> lists, Optional<S3Tiles> tiles) {
    this.lists = lists;
    this.tiles = tiles;
  }

  /** A message that is no notification gets the header {@link TaskLists#REASON}. */
  public void accept(Exchange exchange) throws IOException {
    exchange.getMessage().removeHeader(TaskLists.REASON);
    try {
      for (S3Object object : S3Events.objects(exchange.getMessage().getBody(String.class))) {
        boolean ours = tiles.isPresent() && tiles.get().offer(object);
        ours |= lists.isPresent() && lists.get().offer(object);
        if (!ours) {
          LOG.debug("{} of {} is neither list nor tile", object.key(), object.bucket());
        }
      }
    } catch (S3Events.NoEvent e) {
      LOG.warn("Refused a message: {}", e.getMessage());
      exchange.getMessage().setHeader(TaskLists.REASON, e.getMessage());
    }
  }
}

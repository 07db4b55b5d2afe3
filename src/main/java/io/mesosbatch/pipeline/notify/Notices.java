package io.mesosbatch.pipeline.notify;

import io.mesosbatch.pipeline.intake.Settings;
import io.mesosbatch.pipeline.intake.TaskLists;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the news of an ended job on all ways that are switched on. Each way is a route with a queue
 * and retries of its own, so that none waits for another. When all have been gone, the job is
 * marked as reported; if the program ends before that, all are gone again: at least once.
 */
public final class Notices {
  /** The number of the job; stays with the exchange, whatever becomes of the body. */
  public static final String NUMBER = "CamelMesosBatchNumber";

  /** The endpoint that the answer goes to. */
  public static final String REPLY_TO = TaskLists.REPLY_TO;

  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
  private static final String REPLY = "notify-reply";

  private final JobStore store;
  private final List<String> always;
  private final Map<Long, Set<String>> pending = new ConcurrentHashMap<>();

  Notices(JobStore store, Settings settings) {
    this.store = store;
    this.always = Notify.routes("notify-", settings);
  }

  /** The endpoints to send the job's number to; a job without any is reported now. */
  public List<String> begin(@Body JobRecord job) {
    if (job.endedAt() == 0) {
      return List.of(); // it runs again, and ends again
    }
    List<String> ways = new ArrayList<>(always);
    if (label(job, TaskLists.REPLY_TO_LABEL) != null) {
      ways.add(REPLY);
    }
    if (ways.isEmpty()) {
      store.reported(job.number());
    } else {
      pending.put(job.number(), new HashSet<>(ways));
    }
    return ways.stream().map(route -> "seda:" + route + "?size=1000000").toList();
  }

  static String label(JobRecord job, String key) {
    return job.header().getLabels().getLabelsList().stream()
        .filter(label -> label.getKey().equals(key))
        .map(label -> label.getValue())
        .findFirst()
        .orElse(null);
  }

  /** The last step of a way's route. */
  public void delivered(Exchange exchange, @Header(NUMBER) Long number) {
    gone(number, exchange.getFromRouteId());
  }

  /** The step when a way's retries are used up, or further ones are of no use. */
  public void givenUp(Exchange exchange, @Header(NUMBER) Long number) {
    if (!exchange.getContext().getStatus().isStarted()) {
      return; // not used up: the program ends, and the next one tries again
    }
    Throwable why = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    LOG.error(
        "{} could not tell how job {} ended, and gives up: {}",
        exchange.getFromRouteId(),
        store.job(number).map(JobRecord::id).orElse("?"),
        String.valueOf(why));
    gone(number, exchange.getFromRouteId());
  }

  private void gone(long number, String way) {
    pending.computeIfPresent(
        number,
        (n, ways) -> {
          ways.remove(way);
          if (!ways.isEmpty()) {
            return ways;
          }
          store.reported(number);
          return null;
        });
  }
}

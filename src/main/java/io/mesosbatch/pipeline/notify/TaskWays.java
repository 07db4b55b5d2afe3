package io.mesosbatch.pipeline.notify;

import io.mesosbatch.store.StoreException;
import io.mesosbatch.store.TaskNotices;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps of the routes that tell of ended tasks. Each way reads the store's list for itself, so that
 * none waits for another, and notes how far it has told: at least once, also after a crash.
 */
public final class TaskWays {
  /** All notices up to this number are in the message. */
  public static final String LAST = "CamelMesosBatchLastNotice";

  /**
   * The same for exactly the same tasks, for a receiver that hears of them again. After a crash a
   * message may tell of further ones, too: then it is another.
   */
  public static final String KEY = "CamelMesosBatchNoticeKey";

  private static final Logger LOG = LoggerFactory.getLogger(TaskWays.class);

  private final TaskNotices notices;
  private final EndedTasks tasks;
  private final List<String> ways;

  /**
   * @param ways the ids of the routes that are on; without any, nothing is told
   */
  TaskWays(TaskNotices notices, EndedTasks tasks, List<String> ways) {
    this.notices = notices;
    this.tasks = tasks;
    this.ways = List.copyOf(ways);
  }

  /** The step before a message is sent: makes it, without a body if there is nothing to tell. */
  public void next(Exchange exchange) throws IOException {
    String way = exchange.getFromRouteId();
    Message message = exchange.getMessage();
    message.setBody(null);
    if (!ways.contains(way) || !exchange.getContext().getStatus().isStarted()) {
      return;
    }
    try {
      next(message, way);
    } catch (StoreException e) {
      LOG.debug("{} looks again later", way, e); // health tells of it
    }
  }

  private void next(Message message, String way) throws IOException {
    Optional<EndedTasks.Document> found = tasks.after(notices.told(way));
    while (found.isPresent() && found.get().tasks() == 0) {
      told(way, found.get().last());
      found = tasks.after(found.get().last());
    }
    found.ifPresent(document -> fill(message, document));
  }

  private static void fill(Message message, EndedTasks.Document document) {
    message.setBody(document.text());
    message.setHeader(LAST, document.last());
    message.setHeader(KEY, String.format("tasks-%012d-%d", document.first(), document.last()));
    message.setHeader(Results.EVENT, "tasks");
  }

  /** The step after a message is sent. */
  public void delivered(Exchange exchange, @Header(LAST) Long last) {
    told(exchange.getFromRouteId(), last);
  }

  /** The step when a way's retries are used up. */
  public void givenUp(Exchange exchange, @Header(LAST) Long last, @Header(KEY) String key) {
    if (last == null || !exchange.getContext().getStatus().isStarted()) {
      return; // not used up: the program ends, and the next one tries again
    }
    LOG.error(
        "{} could not tell of ended tasks ({}), and gives up: {}",
        exchange.getFromRouteId(),
        key,
        String.valueOf(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
    told(exchange.getFromRouteId(), last);
  }

  private void told(String way, long last) {
    notices.told(way, last);
    notices.forget(ways.stream().mapToLong(notices::told).min().orElse(last));
  }
}

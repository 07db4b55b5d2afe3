package io.mesosbatch.component;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Mesos sends an update again and its offers can be declined, but that the subscription began or
 * ended is said once. If the route fails on that, it hears it again, later each time; until then
 * the events behind it wait, and offers go back, so that none is kept from others.
 */
final class NewsRetry {
  private static final long FIRST_MILLIS = 200;
  private static final long MAX_MILLIS = 15_000;
  private static final int MAX_DOUBLINGS = 10;

  private final MesosConsumer consumer;
  private final MesosSession session;
  private final EventQueue queue;
  private final ScheduledExecutorService timer;
  private final Executor executor;
  private volatile int failures;

  /**
   * @param executor the consumer's thread
   */
  NewsRetry(
      MesosConsumer consumer,
      MesosSession session,
      ScheduledExecutorService timer,
      Executor executor) {
    this.consumer = consumer;
    this.session = session;
    this.queue = consumer.queue();
    this.timer = timer;
    this.executor = executor;
  }

  /** Whether the present portion is not handed to the route again. */
  boolean isFirst() {
    return failures == 0;
  }

  void worked() {
    failures = 0;
  }

  void failed(List<Notice> notices) {
    List<Notice> news = notices.stream().filter(Notice::isNews).toList();
    if (news.isEmpty()) {
      return;
    }
    long doubled = FIRST_MILLIS << Math.min(failures, MAX_DOUBLINGS);
    failures++;
    session.consumers().rest(consumer, true);
    queue.rest(true);
    queue.putBack(news);
    consumer.giveBack(queue.remove(notice -> notice.type().isOffer()));
    timer.schedule(this::goOn, Math.min(doubled, MAX_MILLIS), TimeUnit.MILLISECONDS);
  }

  private void goOn() {
    try {
      executor.execute(
          () -> {
            session.consumers().rest(consumer, false);
            queue.rest(false);
          });
    } catch (RejectedExecutionException stopped) {
      failures = 0;
    }
  }
}

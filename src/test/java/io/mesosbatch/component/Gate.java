package io.mesosbatch.component;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Holds exchanges until it is opened. */
final class Gate implements Processor {
  private static final int WAIT_SECONDS = 20;

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);

  @Override
  public void process(Exchange exchange) throws InterruptedException {
    entered.countDown();
    await(opened);
  }

  void awaitEntry() throws InterruptedException {
    await(entered);
  }

  void open() {
    opened.countDown();
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("waited in vain");
    }
  }
}

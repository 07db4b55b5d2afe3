package io.mesosbatch.local.agent;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of one agent; they end when they have nothing to do for ten seconds. */
final class AgentThreads {
  private static final int WORKERS = Math.max(4, Runtime.getRuntime().availableProcessors());

  private final String name;
  private final ThreadPoolExecutor workers;
  private final ThreadPoolExecutor slow;

  AgentThreads(int number) {
    name = "agent-" + number;
    workers =
        new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            named("-worker"),
            new ThreadPoolExecutor.DiscardPolicy());
    workers.allowCoreThreadTimeOut(true);
    slow =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            named("-fetcher"),
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** For what takes milliseconds: starting and killing processes. */
  ExecutorService workers() {
    return workers;
  }

  /** For what takes as long as a network does. */
  ExecutorService slow() {
    return slow;
  }

  void inBackground(Runnable task) {
    named("-shutdown").newThread(task).start();
  }

  void close() {
    workers.shutdownNow();
    slow.shutdownNow();
  }

  private ThreadFactory named(String suffix) {
    return task -> {
      Thread thread = new Thread(task, name + suffix);
      thread.setDaemon(true);
      return thread;
    };
  }
}

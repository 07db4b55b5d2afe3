package io.mesosbatch.component;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

/**
 * Hands notices from the client's event loop to a consumer's thread, in order and one portion at a
 * time: the next is processed when the last is done, also if that happens asynchronously. Adding
 * never blocks. The queue has no hard limit; it reports when it is full and when it is half empty
 * again, so that the session can stop reading in between.
 */
final class EventQueue {
  /** Processes a portion; false if it will call {@code next} later, from any thread. */
  interface Worker {
    boolean process(List<Notice> notices, Runnable next);
  }

  private final Executor executor;
  private final Worker worker;
  private final int maxPortion;
  private final int capacity;
  private final Runnable fullnessChanged;
  private final ArrayDeque<Notice> waiting = new ArrayDeque<>();
  private boolean full;
  private boolean busy;
  private boolean held;
  private boolean suspended;
  private boolean resting;
  private boolean closed;

  /**
   * @param maxPortion the most events in a portion; news of the session always comes alone
   * @param fullnessChanged runs when {@link #isFull} has changed
   */
  EventQueue(
      Executor executor, Worker worker, int maxPortion, int capacity, Runnable fullnessChanged) {
    this.executor = executor;
    this.worker = worker;
    this.maxPortion = maxPortion;
    this.capacity = capacity;
    this.fullnessChanged = fullnessChanged;
  }

  void add(List<Notice> notices) {
    boolean nowFull;
    synchronized (this) {
      if (closed) {
        return;
      }
      waiting.addAll(notices);
      nowFull = !full && waiting.size() >= capacity;
      full |= nowFull;
    }
    if (nowFull) {
      fullnessChanged.run();
    }
    wake();
  }

  /** Puts back what could not be processed, before all that waits. */
  synchronized void putBack(List<Notice> notices) {
    for (int i = notices.size() - 1; i >= 0 && !closed; i--) {
      waiting.addFirst(notices.get(i));
    }
  }

  /** Takes out what matches, without processing it. */
  List<Notice> remove(Predicate<Notice> which) {
    List<Notice> removed = new ArrayList<>();
    synchronized (this) {
      waiting.removeIf(n -> which.test(n) && removed.add(n));
    }
    reportRoom();
    return removed;
  }

  /** Held by the session, until the framework id is kept. */
  void hold(boolean on) {
    synchronized (this) {
      held = on;
    }
    wake();
  }

  /** Suspended by the application. */
  void suspend(boolean on) {
    synchronized (this) {
      suspended = on;
    }
    wake();
  }

  /** After a failure, for a while. */
  void rest(boolean on) {
    synchronized (this) {
      resting = on;
    }
    wake();
  }

  /** Nothing more is processed; what was waiting is handed back. */
  List<Notice> close() {
    List<Notice> left;
    synchronized (this) {
      closed = true;
      left = new ArrayList<>(waiting);
      waiting.clear();
    }
    reportRoom();
    return left;
  }

  synchronized int size() {
    return waiting.size();
  }

  /** From the moment it is full until it is half empty. */
  synchronized boolean isFull() {
    return full;
  }

  /** Whether a portion is being processed. */
  synchronized boolean isBusy() {
    return busy;
  }

  private void wake() {
    synchronized (this) {
      if (busy || waiting.isEmpty() || isShut()) {
        return;
      }
      busy = true;
    }
    go();
  }

  private boolean isShut() {
    return closed || held || suspended || resting;
  }

  private void go() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException stopped) {
      synchronized (this) {
        busy = false;
      }
    }
  }

  private void run() {
    for (List<Notice> portion = take(); !portion.isEmpty(); portion = take()) {
      reportRoom();
      if (!worker.process(portion, this::go)) {
        return;
      }
    }
  }

  private synchronized List<Notice> take() {
    List<Notice> portion = new ArrayList<>();
    if (!isShut()) {
      while (!waiting.isEmpty() && portion.size() < maxPortion) {
        boolean alone = waiting.peek().event() == null;
        if (alone && !portion.isEmpty()) {
          break;
        }
        portion.add(waiting.poll());
        if (alone) {
          break;
        }
      }
    }
    busy = !portion.isEmpty();
    return portion;
  }

  private void reportRoom() {
    synchronized (this) {
      if (!full || waiting.size() > capacity / 2) {
        return;
      }
      full = false;
    }
    fullnessChanged.run();
  }
}

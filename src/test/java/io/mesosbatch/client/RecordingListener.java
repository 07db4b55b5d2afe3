package io.mesosbatch.client;

import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a client tells its listener, in order. */
final class RecordingListener implements SchedulerListener {
  /** One thing told. */
  sealed interface Told {}

  record Subscribed(Event.Subscribed event) implements Told {}

  record Events(List<Event> inOrder) implements Told {}

  record Disconnected(MesosException why) implements Told {}

  record Unreachable(MesosException why, int attempts) implements Told {}

  record Stopped(MesosException why) implements Told {}

  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

  @Override
  public void subscribed(Event.Subscribed event) {
    told.add(new Subscribed(event));
  }

  @Override
  public void events(List<Event> inOrder) {
    told.add(new Events(inOrder));
  }

  @Override
  public void disconnected(MesosException why) {
    told.add(new Disconnected(why));
  }

  @Override
  public void unreachable(MesosException why, int attempts) {
    told.add(new Unreachable(why, attempts));
  }

  @Override
  public void stopped(MesosException why) {
    told.add(new Stopped(why));
  }

  boolean heardNothing() {
    return told.isEmpty();
  }

  /** The next thing told. */
  Told any() throws InterruptedException {
    Told next = told.poll(ScriptedMaster.WAIT_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing more was told");
    }
    return next;
  }

  /** The next thing told, which must be of this kind. */
  <T extends Told> T next(Class<T> kind) throws InterruptedException {
    Told next = any();
    if (!kind.isInstance(next)) {
      throw new AssertionError("expected " + kind.getSimpleName() + ", not " + next);
    }
    return kind.cast(next);
  }

  /** The next thing of this kind, whatever comes before. */
  <T extends Told> T await(Class<T> kind) throws InterruptedException {
    Told next = any();
    while (!kind.isInstance(next)) {
      next = any();
    }
    return kind.cast(next);
  }
}

package io.mesosbatch.client;

import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.scheduler.Call;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The calls of all subscriptions, in the order in which they were handed in. {@link #submit} may be
 * called on any thread, all else on the event loop. A call goes out under the subscription that it
 * was made under, or not at all: it may be about an offer that has become void (design rule 12).
 */
final class Calls implements CallConnection.Owner {
  /** Hears of answers that concern the session, on the event loop. */
  interface Owner {
    void accepted(Call call);

    /** As the master was told last. Thread-safe. */
    FrameworkInfo framework();

    /** The master does not know the subscription. */
    void stale(Subscription subscription, MesosException why);
  }

  private final ClientConfig config;
  private final Connector connector;
  private final Owner owner;
  private final Semaphore room;
  private final Queue<PendingCall> incoming = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicInteger inFlight = new AtomicInteger();

  private volatile Subscription subscription;
  private volatile MesosException closed;

  private final ArrayDeque<PendingCall> waiting = new ArrayDeque<>();
  private CallConnection connection;

  Calls(ClientConfig config, Connector connector, Owner owner) {
    this.config = config;
    this.connector = connector;
    this.owner = owner;
    room = new Semaphore(config.limits().queuedCalls());
  }

  int inFlight() {
    return inFlight.get();
  }

  int queued() {
    return config.limits().queuedCalls() - room.availablePermits();
  }

  CompletableFuture<Void> submit(Call call) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    Subscription now = subscription;
    MesosException refusal = now == null ? refusal() : waitForRoom();
    if (refusal != null) {
      result.completeExceptionally(refusal);
      return result;
    }
    Call complete = complete(call, now);
    incoming.add(new PendingCall(complete, config.contentType().encode(complete), now, result));
    if (woken.compareAndSet(false, true)) {
      connector.loop().execute(this::pump);
    }
    return result;
  }

  /** Calls may be made from now on. */
  void begin(Subscription value) {
    if (connection != null) {
      connection.end(new MesosException.ConnectionLost("A new subscription has begun", null, true));
    }
    subscription = value;
  }

  /** The subscription is lost. What has been sent may still be answered. */
  void suspend() {
    subscription = null;
    refuseWaiting(refusal());
    pump();
  }

  /** No call is made any more; those without an answer fail. */
  void close(MesosException why, MesosException whyInFlight) {
    closed = why;
    suspend();
    if (connection != null) {
      connection.end(whyInFlight);
    }
  }

  /** Whether a TEARDOWN waits for its answer. */
  boolean tearingDown() {
    return connection != null
        && connection.awaits(pending -> pending.call().getType() == Call.Type.TEARDOWN);
  }

  @Override
  public void writable(CallConnection from) {
    pump();
  }

  @Override
  public void answered(PendingCall call, Answer answer) {
    inFlight.decrementAndGet();
    if (answer.accepted()) {
      owner.accepted(call.call());
      call.result().complete(null);
      return;
    }
    MesosException why = answer.callError();
    call.result().completeExceptionally(why);
    if (why instanceof MesosException.NotSubscribed) {
      owner.stale(call.subscription(), why);
    }
  }

  @Override
  public void unreachable(CallConnection from, MesosException why) {
    if (from == connection) {
      connection = null;
      refuseWaiting(why);
    }
  }

  @Override
  public void ended(CallConnection from, MesosException why, List<PendingCall> unanswered) {
    if (from == connection) {
      connection = null;
    }
    inFlight.addAndGet(-unanswered.size());
    unanswered.forEach(call -> call.result().completeExceptionally(why));
    pump();
  }

  private void pump() {
    woken.set(false);
    Subscription now = subscription;
    for (PendingCall call = incoming.poll(); call != null; call = incoming.poll()) {
      if (call.subscription() == now) {
        waiting.add(call);
      } else {
        refuse(call, refusal());
      }
    }
    if (waiting.isEmpty()) {
      return;
    }
    if (connection == null) {
      connection = new CallConnection(now, config, this);
      connection.open(connector);
    }
    int sent = connection.sendFrom(waiting);
    room.release(sent);
    inFlight.addAndGet(sent);
  }

  private void refuseWaiting(MesosException why) {
    for (PendingCall call = waiting.poll(); call != null; call = waiting.poll()) {
      refuse(call, why);
    }
  }

  private void refuse(PendingCall call, MesosException why) {
    room.release();
    call.result().completeExceptionally(why);
  }

  private MesosException waitForRoom() {
    if (room.tryAcquire()) {
      return null;
    }
    if (connector.loop().inEventLoop()) {
      return new MesosException.QueueFull(
          config.limits().queuedCalls() + " calls are waiting to be sent");
    }
    try {
      room.acquire();
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new MesosException.QueueFull("Interrupted while waiting for room to send a call");
    }
  }

  private MesosException refusal() {
    MesosException why = closed;
    return why != null ? why : new MesosException.NotSubscribed("Not subscribed to a master now");
  }

  /** With the framework's id where the master wants it (design rule 5). */
  private Call complete(Call call, Subscription subscription) {
    Call.Builder complete = call.toBuilder().setFrameworkId(subscription.frameworkId());
    if (call.hasUpdateFramework()) {
      complete.setUpdateFramework(
          FrameworkUpdate.complete(call.getUpdateFramework(), owner.framework()));
      complete
          .getUpdateFrameworkBuilder()
          .getFrameworkInfoBuilder()
          .setId(subscription.frameworkId());
    }
    return complete.build();
  }
}

package io.mesosbatch.client;

import io.mesosbatch.mesos.v1.scheduler.Call;
import java.util.concurrent.CompletableFuture;

/** A call on its way: the subscription it was made under, and its encoded form. */
record PendingCall(
    Call call, byte[] body, Subscription subscription, CompletableFuture<Void> result) {}

package io.mesosbatch.local.master;

import io.mesosbatch.local.http.Exchange;
import io.mesosbatch.local.http.Reply;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.wire.ContentType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** POST /api/v1/scheduler: decodes on the Netty thread, carries out on the master's thread. */
final class SchedulerApi {
  private final Master master;
  private final SchedulerCalls calls;

  SchedulerApi(Master master) {
    this.master = master;
    this.calls = new SchedulerCalls(master);
  }

  /**
   * @param principal authenticated, null without authentication
   */
  void handle(Exchange exchange, String principal) {
    try {
      decoded(exchange, principal);
    } catch (CallDecoder.Refused e) {
      exchange.reply(e.reply());
    }
  }

  private void decoded(Exchange exchange, String principal) throws CallDecoder.Refused {
    if (!exchange.method().equals("POST")) {
      throw new CallDecoder.Refused(Replies.onlyPost(exchange.method()));
    }
    Call.Builder builder = Call.newBuilder();
    CallDecoder.decode(exchange, builder);
    Call call = builder.build();
    Optional<String> problem = CallRules.problem(call, principal);
    if (problem.isPresent()) {
      throw new CallDecoder.Refused(
          Reply.badRequest("Failed to validate scheduler::Call: " + problem.get()));
    }
    String streamId = exchange.header("Mesos-Stream-Id");
    if (call.getType() == Call.Type.SUBSCRIBE) {
      ContentType accepted = CallDecoder.accepted(exchange);
      if (streamId != null) {
        throw new CallDecoder.Refused(
            Reply.badRequest("Subscribe calls should not include the 'Mesos-Stream-Id' header"));
      }
      Call.Subscribe subscribe = withPrincipal(call.getSubscribe(), principal);
      master.execute(() -> subscribe(exchange, subscribe, accepted));
    } else {
      master.execute(() -> exchange.reply(reply(call, principal, streamId)));
    }
  }

  private Reply reply(Call call, String principal, String streamId) {
    try {
      return calls.handle(call, principal, streamId);
    } catch (RuntimeException e) {
      return Replies.failed(call.getType(), e);
    }
  }

  private static Call.Subscribe withPrincipal(Call.Subscribe subscribe, String principal) {
    FrameworkInfo info = subscribe.getFrameworkInfo();
    if (principal == null || info.hasPrincipal()) {
      return subscribe;
    }
    return subscribe.toBuilder().setFrameworkInfo(info.toBuilder().setPrincipal(principal)).build();
  }

  private void subscribe(Exchange exchange, Call.Subscribe subscribe, ContentType accepted) {
    String streamId = UUID.randomUUID().toString();
    var stream =
        exchange.stream(
            List.of("Mesos-Stream-Id: " + streamId, "Content-Type: " + accepted.mediaType()));
    master.subscribing.subscribe(subscribe, new Subscription(stream, accepted, streamId));
  }
}

package io.mesosbatch.component;

import io.mesosbatch.mesos.v1.scheduler.Call;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.WritableHealthCheckRepository;
import org.apache.camel.support.DefaultAsyncProducer;

/** Sends calls, in order; the exchange goes on when the master has accepted all of them. */
public class MesosProducer extends DefaultAsyncProducer {
  private final MesosEndpoint endpoint;
  private final MesosSession session;
  private WritableHealthCheckRepository healthChecks;
  private MesosHealthCheck healthCheck;

  public MesosProducer(MesosEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
    this.session = endpoint.session();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    healthChecks =
        HealthCheckHelper.getHealthCheckRepository(
            endpoint.getCamelContext(), "producers", WritableHealthCheckRepository.class);
    if (healthChecks != null) {
      healthCheck =
          new MesosHealthCheck(
              "producer:mesos-" + session.name() + "-" + endpoint.getId(), session);
      healthCheck.setEnabled(endpoint.getComponent().isHealthCheckProducerEnabled());
      healthChecks.addHealthCheck(healthCheck);
    }
    session.start(this);
  }

  @Override
  protected void doStop() throws Exception {
    session.stop(this);
    if (healthCheck != null) {
      healthChecks.removeHealthCheck(healthCheck);
      healthCheck = null;
    }
    super.doStop();
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    try {
      Iterator<Call> calls =
          CallBody.calls(exchange, endpoint.getOperation(), endpoint.getRefuseSeconds());
      while (calls.hasNext()) {
        sent.add(session.send(calls.next()));
      }
    } catch (Exception e) {
      exchange.setException(e);
    }
    CompletableFuture<Void> all = CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
    if (all.isDone()) {
      finish(exchange, sent);
      callback.done(true);
      return true;
    }
    all.whenCompleteAsync(
        (ok, error) -> {
          finish(exchange, sent);
          callback.done(false);
        },
        endpoint.getComponent().callbacks());
    return false;
  }

  /** The first failure, in the order of the calls, is the exchange's. */
  private static void finish(Exchange exchange, List<CompletableFuture<Void>> sent) {
    for (CompletableFuture<Void> call : sent) {
      if (exchange.getException() == null && call.isCompletedExceptionally()) {
        try {
          call.join();
        } catch (CompletionException e) {
          exchange.setException(e.getCause());
        }
      }
    }
  }
}

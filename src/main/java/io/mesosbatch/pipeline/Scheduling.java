package io.mesosbatch.pipeline;

import io.mesosbatch.client.MesosException;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.scheduling.Effect;
import io.mesosbatch.scheduling.Frame;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.scheduling.JobProgress;
import io.mesosbatch.scheduling.RemovalProgress;
import io.mesosbatch.scheduling.Scheduler;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.StoreTakenOverException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the core its one thread. Inputs that arrive together are one frame: one transaction in the
 * store, then the calls, then the exchanges are done (and with them the consumer acknowledges their
 * updates). An exchange carries events, or the news that the subscription is lost; without either
 * it is a tick.
 */
public final class Scheduling extends AsyncProcessorSupport implements CamelContextAware {
  /**
   * Calls leave through this endpoint; a route takes them to Mesos. While that route does not run,
   * they fail at once: whoever waited here would keep a program that cannot start from ending.
   */
  public static final String CALLS = "direct:calls?block=false";

  /** Told of each job that ended; the body is its number. */
  public static final String JOB_ENDED = "seda:job-ended";

  private static final Logger LOG = LoggerFactory.getLogger(Scheduling.class);
  private static final int MOST_ENTRIES_A_FRAME = 1_000;
  private static final int FEW_JOBS = 100;
  private static final long PROGRESS_MILLIS = 500;
  private static final long SECONDS_TO_ANSWER = 3;

  private final Scheduler scheduler;
  private final JobStore store;
  private final CallWriter callWriter;
  private final MaintenanceLog maintenance = new MaintenanceLog();
  private final FrameCounts counts = new FrameCounts();
  private final Clock clock;
  private final BlockingQueue<Entry> inbox = new LinkedBlockingQueue<>();
  private CamelContext camelContext;
  private ExecutorService executor;
  private Endpoint calls;
  private AsyncProducer callProducer;
  private AsyncProducer endedProducer;
  private volatile boolean running;
  private volatile List<JobProgress> progress = List.of();
  private long progressAt;
  private volatile boolean hasSubscribed;
  private volatile String reservationProblem = "";
  private volatile Optional<RemovalProgress> removal = Optional.empty();
  private volatile boolean preparing;
  private volatile int subscriptions;
  private final StoreRetry storeRetry = new StoreRetry(() -> running);

  private final CompletableFuture<RuntimeException> failed = new CompletableFuture<>();

  /**
   * @param exchange null for what does not come by a route
   */
  private record Entry(List<Input> inputs, Exchange exchange, AsyncCallback callback) {
    void done() {
      if (callback != null) {
        callback.done(false);
      }
    }

    /** Its updates are not acknowledged. */
    void fail(RuntimeException why) {
      if (exchange != null) {
        exchange.setException(why);
        done();
      }
    }
  }

  public Scheduling(Scheduler scheduler, JobStore store, Clock clock) {
    this.scheduler = scheduler;
    this.store = store;
    this.callWriter = new CallWriter(store);
    this.clock = clock;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camelContext = camelContext;
  }

  @Override
  public CamelContext getCamelContext() {
    return camelContext;
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    inbox.add(new Entry(MessageInputs.of(exchange.getMessage()), exchange, callback));
    if (failed.isDone()) {
      failAll(failed.join());
    }
    return false;
  }

  /** For what does not come by a route. Returns at once. */
  public void submit(Input input) {
    inbox.add(new Entry(List.of(input), null, null));
  }

  /** As {@link #submit(Input)}; then, when what follows from it is stored, runs that. */
  void submit(Input input, Runnable stored) {
    inbox.add(new Entry(List.of(input), null, doneSync -> stored.run()));
  }

  /**
   * Looks at the core between two frames.
   *
   * @param question must be quick; runs on the core's thread
   * @return ends exceptionally if there is no answer within seconds: the store is away, or the core
   *     has failed
   */
  public <T> CompletableFuture<T> ask(Function<Scheduler, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    inbox.add(
        new Entry(
            List.of(),
            null,
            doneSync -> {
              try {
                answer.complete(question.apply(scheduler));
              } catch (RuntimeException e) {
                answer.completeExceptionally(e);
              }
            }));
    return answer.orTimeout(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
  }

  /** How often the master has taken this framework since the start. */
  int subscriptions() {
    return subscriptions;
  }

  /** Completes when the core has failed: nothing is scheduled any more, until a restart. */
  public CompletableFuture<RuntimeException> failed() {
    return failed;
  }

  /** Whether the master has ever taken this framework. */
  public boolean hasSubscribed() {
    return hasSubscribed;
  }

  /** Why the last operation on reservations did not come about; empty if none has failed. */
  public String reservationProblem() {
    return reservationProblem;
  }

  /** Empty unless reservations are being taken back. */
  public Optional<RemovalProgress> removal() {
    return removal;
  }

  /** Whether the resources that the tasks need are still to be reserved or created. */
  public boolean preparing() {
    return preparing;
  }

  /**
   * Of the jobs under way, as of the last frame or, if there are many, of the last second or so.
   */
  public List<JobProgress> progress() {
    return progress;
  }

  /** What has been stored since the start. */
  public FrameCounts counts() {
    return counts;
  }

  /** Why the store cannot be written now; null if it can. */
  public String storeProblem() {
    return storeRetry.problem();
  }

  @Override
  protected void doStart() throws Exception {
    calls = camelContext.getEndpoint(CALLS);
    callProducer = calls.createAsyncProducer();
    callProducer.start();
    endedProducer = camelContext.getEndpoint(JOB_ENDED).createAsyncProducer();
    endedProducer.start();
    running = true;
    executor = camelContext.getExecutorServiceManager().newSingleThreadExecutor(this, "Scheduling");
    executor.execute(this::run);
  }

  @Override
  protected void doStop() throws Exception {
    running = false;
    submit(new Input.Tick());
    camelContext.getExecutorServiceManager().shutdownGraceful(executor);
    callProducer.stop();
    endedProducer.stop();
  }

  private void run() {
    List<Entry> entries = new ArrayList<>();
    while (running) {
      try {
        entries.add(inbox.take());
        inbox.drainTo(entries, MOST_ENTRIES_A_FRAME);
        frame(entries);
      } catch (InterruptedException e) {
        running = false;
      } catch (RuntimeException | Error e) {
        // The core's state may be ahead of the store's: only a restart from the store is safe.
        if (!(e instanceof StoreTakenOverException)) {
          LOG.error("The scheduling core failed; only a restart from the store is safe", e);
        }
        running = false;
        inbox.addAll(entries);
        RuntimeException why =
            e instanceof RuntimeException failure
                ? failure
                : new IllegalStateException(e.toString(), e);
        failed.complete(why);
        failAll(why);
      } finally {
        entries.clear();
      }
    }
  }

  private void failAll(RuntimeException why) {
    for (Entry entry = inbox.poll(); entry != null; entry = inbox.poll()) {
      entry.fail(why);
    }
  }

  private void frame(List<Entry> entries) throws InterruptedException {
    List<Input> inputs = new ArrayList<>();
    entries.forEach(entry -> inputs.addAll(entry.inputs));
    subscriptions += (int) inputs.stream().filter(MessageInputs::isSubscribed).count();
    Frame frame = scheduler.handle(inputs, clock.millis());
    // Until it is stored, nothing leaves and nothing is acknowledged.
    if (!frame.changes().isEmpty()) {
      storeRetry.run(() -> store.commit(NamedReasons.of(frame.changes(), store)));
    }
    maintenance.of(frame);
    counts.of(frame);
    lookAtJobs();
    hasSubscribed = scheduler.hasSubscribed();
    removal = scheduler.removal();
    preparing = scheduler.preparing();
    String problem = scheduler.reservationProblem();
    if (!problem.isEmpty() && !problem.equals(reservationProblem)) {
      LOG.warn("An operation on reservations failed: {}", problem);
    }
    reservationProblem = problem;
    for (List<Effect> part : CallWriter.parts(frame.effects())) {
      List<Call> outgoing = new ArrayList<>();
      storeRetry.run(() -> outgoing.addAll(callWriter.calls(part)));
      send(outgoing);
    }
    for (Change change : frame.changes()) {
      if (change instanceof Change.JobEnded ended) {
        report(ended.job());
      }
    }
    entries.forEach(Scheduling::done);
  }

  /** With very many jobs, looking at each in every frame would take longer than the frame. */
  private void lookAtJobs() {
    long now = clock.millis();
    if (scheduler.jobsUnderWay() <= FEW_JOBS || Math.abs(now - progressAt) >= PROGRESS_MILLIS) {
      progress = scheduler.progress();
      progressAt = now;
    }
  }

  /** What a route does after this step is no affair of the core. */
  private static void done(Entry entry) {
    try {
      entry.done();
    } catch (RuntimeException e) {
      LOG.error("A route failed after its events were handled", e);
    }
  }

  /** In order; each that an old master may refuse by itself. */
  private void send(List<Call> outgoing) {
    List<Call> others = new ArrayList<>();
    for (Call call : outgoing) {
      if (call.hasUpdateFramework()) {
        sendTogether(others);
        others = new ArrayList<>();
        sendTogether(List.of(call));
      } else {
        others.add(call);
      }
    }
    sendTogether(others);
  }

  private void sendTogether(List<Call> outgoing) {
    if (outgoing.isEmpty()) {
      return;
    }
    Exchange exchange = calls.createExchange();
    exchange.getMessage().setBody(outgoing);
    callProducer.process(
        exchange,
        done -> {
          if (exchange.getException() == null) {
            return;
          }
          if (outgoing.get(0).hasUpdateFramework()
              && exchange.getException(MesosException.Refused.class) != null) {
            LOG.info(
                "The master does not filter offers for this framework: {}",
                exchange.getException().getMessage());
            submit(new Input.FilterRefused());
            return;
          }
          if (running) { // or it is the end of this program that keeps them
            Exception why = exchange.getException();
            LOG.warn(
                "Calls were not taken by the master: {}",
                why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage());
          }
          submit(new Input.CallsFailed(offers(outgoing), inverseOffers(outgoing)));
        });
  }

  /** That the calls answer. */
  private static List<OfferID> offers(List<Call> calls) {
    List<OfferID> offers = new ArrayList<>();
    for (Call call : calls) {
      offers.addAll(call.getAccept().getOfferIdsList());
      offers.addAll(call.getDecline().getOfferIdsList());
    }
    return offers;
  }

  private static List<OfferID> inverseOffers(List<Call> calls) {
    List<OfferID> offers = new ArrayList<>();
    for (Call call : calls) {
      offers.addAll(call.getAcceptInverseOffers().getInverseOfferIdsList());
      offers.addAll(call.getDeclineInverseOffers().getInverseOfferIdsList());
    }
    return offers;
  }

  /** Also used at the start, for jobs whose end nobody was told of. */
  public void report(long job) {
    Exchange exchange = calls.createExchange();
    exchange.getMessage().setBody(job);
    endedProducer.process(exchange, done -> {});
  }
}

package io.mesosbatch.intake;

import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/**
 * A store whose program dies just before or just after the commit of its first job: the thread that
 * commits goes no further until the program is gone.
 */
final class CrashingStore {
  private final JobStore store;
  private final boolean commits;
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);

  private CrashingStore(JobStore store, boolean commits) {
    this.store = store;
    this.commits = commits;
  }

  /** Runs something with the store until the first commit, and ends it there. */
  static void crash(JobStore store, boolean afterCommit, Run run) throws Exception {
    CrashingStore crashing = new CrashingStore(store, afterCommit);
    RunningPipeline program = run.start(crashing.proxy());
    crashing.reached.await();
    Thread close =
        new Thread(
            () -> {
              program.stopAtOnce();
              crashing.gone.countDown();
            });
    close.start();
    close.join();
  }

  interface Run {
    RunningPipeline start(JobStore store) throws Exception;
  }

  private JobStore proxy() {
    return (JobStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {JobStore.class},
            (p, method, args) ->
                method.getName().equals("draft")
                    ? draft(store.draft())
                    : invoke(store, method, args));
  }

  private JobDraft draft(JobDraft draft) {
    return (JobDraft)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {JobDraft.class},
            (p, method, args) -> {
              if (!method.getName().equals("commit")) {
                return invoke(draft, method, args);
              }
              if (commits) {
                invoke(draft, method, args);
              }
              reached.countDown();
              try {
                gone.await();
              } catch (InterruptedException e) {
                // The program ends its threads as it goes.
              }
              throw new StoreException("this program is gone", null);
            });
  }

  private static Object invoke(Object target, java.lang.reflect.Method method, Object[] args)
      throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}

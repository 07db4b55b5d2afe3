package io.mesosbatch.command;

import io.mesosbatch.scheduling.Change;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.v1.Job;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The pipeline as {@code run} starts it, but its process ends, as by kill -9, just before or just
 * after it stores something: {@code HOME before|after job NAME}, {@code HOME before|after change
 * TYPE} (a type of {@link Change}), or {@code HOME before|after reported}.
 */
public final class HaltingProgram {
  public static final int EXIT_CODE = 137;

  private final boolean after;
  private final String what;
  private final String which;

  private HaltingProgram(String[] args) {
    after = args[1].equals("after");
    what = args[2];
    which = args.length > 3 ? args[3] : "";
  }

  public static void main(String[] args) throws Exception {
    Logging.setUp(true);
    HaltingProgram program = new HaltingProgram(args);
    System.exit(new Service(Path.of(args[0]), program::store, Map.of()).run());
  }

  private interface Call {
    boolean halts(Method method, Object[] args);
  }

  private JobStore store(JobStore store) {
    return proxy(JobStore.class, store, this::halts);
  }

  private boolean halts(Method method, Object[] args) {
    return switch (method.getName()) {
      case "reported" -> what.equals("reported");
      case "commit" -> what.equals("change") && ((List<?>) args[0]).stream().anyMatch(this::isIt);
      default -> false;
    };
  }

  private boolean isIt(Object change) {
    return change.getClass().getSimpleName().equals(which);
  }

  private boolean haltsDraft(Method method, Object[] args) {
    return method.getName().equals("commit")
        && what.equals("job")
        && ((Job) args[0]).getName().equals(which);
  }

  private <T> T proxy(Class<T> type, T target, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (p, method, args) -> {
              boolean halts = call.halts(method, args);
              if (halts && !after) {
                Runtime.getRuntime().halt(EXIT_CODE);
              }
              Object result = invoke(target, method, args);
              if (halts) {
                Runtime.getRuntime().halt(EXIT_CODE);
              }
              return result instanceof JobDraft draft
                  ? proxy(JobDraft.class, draft, this::haltsDraft)
                  : result;
            }));
  }

  private static Object invoke(Object target, Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}

package io.mesosbatch.command;

import io.mesosbatch.client.MesosException;
import io.mesosbatch.client.OperatorClient;
import io.mesosbatch.operator.Step;
import java.io.PrintWriter;
import java.util.List;

/** Carries steps out one after the other, and says what each did. */
final class Steps {
  private final OperatorClient client;
  private final PrintWriter out;

  Steps(OperatorClient client, PrintWriter out) {
    this.client = client;
    this.out = out;
  }

  /**
   * @param dryRun whether only to say what would be done
   * @throws Failures.Refused the master refuses one; those before it are done
   */
  void run(List<Step> steps, boolean dryRun) throws Failures.Refused, MesosException {
    int done = 0;
    for (Step step : steps) {
      if (!dryRun) {
        try {
          call(step);
        } catch (MesosException.Refused e) {
          throw new Failures.Refused(
              step.describe(false)
                  + ": "
                  + e.getMessage()
                  + (done == 0 ? "; nothing was done" : "; what stands above is done"));
        }
        done++;
      }
      out.println((dryRun ? "would be done: " : "") + step.describe(!dryRun));
      out.flush();
    }
  }

  private void call(Step step) throws MesosException {
    switch (step.kind()) {
      case RESERVE -> client.reserve(step.agent().id(), step.resources());
      case UNRESERVE -> client.unreserve(step.agent().id(), step.resources());
      case CREATE -> client.createVolumes(step.agent().id(), step.resources());
      case DESTROY -> client.destroyVolumes(step.agent().id(), step.resources());
    }
  }
}

package io.mesosbatch.store.jdbc;

import io.mesosbatch.job.Phase;

/** The number of a phase in the tables. It never changes, whatever becomes of the enum. */
final class PhaseCode {
  private PhaseCode() {}

  static int of(Phase phase) {
    return switch (phase) {
      case PENDING -> 1;
      case LAUNCHED -> 2;
      case RUNNING -> 3;
      case FINISHED -> 4;
      case FAILED -> 5;
      case KILLED -> 6;
      case SKIPPED -> 7;
    };
  }

  static Phase parse(int code) {
    return switch (code) {
      case 1 -> Phase.PENDING;
      case 2 -> Phase.LAUNCHED;
      case 3 -> Phase.RUNNING;
      case 4 -> Phase.FINISHED;
      case 5 -> Phase.FAILED;
      case 6 -> Phase.KILLED;
      case 7 -> Phase.SKIPPED;
      default -> throw new IllegalStateException("the job store has an unknown phase: " + code);
    };
  }
}

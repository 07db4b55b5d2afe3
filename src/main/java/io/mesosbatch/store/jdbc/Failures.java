package io.mesosbatch.store.jdbc;

import io.mesosbatch.store.StoreAwayException;
import io.mesosbatch.store.StoreException;
import io.mesosbatch.store.StoreTakenOverException;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/** Says what is wrong with the store, and whether the same call may succeed later. */
final class Failures {
  private final String url;

  /**
   * @param url without a password
   */
  Failures(String url) {
    this.url = url;
  }

  StoreException opening(Throwable e) {
    return sqlCause(e)
        .map(this::exception)
        .orElseGet(() -> new StoreException("the job store " + url + " cannot be opened", e));
  }

  StoreException takenOver() {
    return new StoreTakenOverException(
        "the job store "
            + url
            + " has been taken over by another program that was started after this one");
  }

  /** A StoreException, or an IllegalStateException if trying again cannot help. */
  RuntimeException translate(SQLException e) {
    String state = state(e);
    if (state.startsWith("22") || state.startsWith("23") || state.startsWith("42")) {
      return new IllegalStateException("the job store " + url + " refuses the data", e);
    }
    return exception(e);
  }

  private StoreException exception(SQLException e) {
    return isAway(e) ? new StoreAwayException(message(e), e) : new StoreException(message(e), e);
  }

  /** PostgreSQL has 57P03 while it starts or stops. */
  private static boolean isAway(SQLException e) {
    String state = state(e);
    return state.startsWith("08")
        || state.equals("53300")
        || state.equals("57P03")
        || e instanceof SQLTransientConnectionException;
  }

  static boolean isDuplicate(SQLException e) {
    return state(e).equals("23505");
  }

  /** Another transaction was in the way; nothing is wrong with either. */
  static boolean isConflict(SQLException e) {
    String state = state(e);
    return state.startsWith("40") || state.equals("HYT00") || state.equals("90131");
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }

  private static Optional<SQLException> sqlCause(Throwable e) {
    SQLException found = null;
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        found = sql;
      }
    }
    return Optional.ofNullable(found);
  }

  private String message(SQLException failure) {
    SQLException e = sqlCause(failure).orElse(failure);
    String what =
        switch (state(e)) {
          case "90020" ->
              "is in use by another program: stop that one, or give this one another directory";
          case "90030" -> "is damaged: restore it from a backup";
          case "90028", "90031" -> fileProblem(e, "cannot be read or written: is the disk full?");
          case "90098", "90121" -> "was closed after an error and is opened again";
          case "28000", "28P01" -> "refuses the user or the password";
          case "3D000" -> "has no such database: create it first";
          case "53100" -> "has a full disk";
          case "57P03" -> "is starting or stopping";
          case "53300" -> "takes no more connections";
          default -> isAway(e) ? "does not answer" : fileProblem(e, "does not work");
        };
    return "the job store " + url + " " + what + " (" + firstLine(e) + network(e) + ")";
  }

  /** What the operating system says of H2's file is deep inside: a full disk, say. */
  private static String fileProblem(Throwable e, String otherwise) {
    return ioCause(e).map(io -> "cannot be read or written: " + io).orElse(otherwise);
  }

  /** PostgreSQL's driver keeps it to itself that a host is unknown, say. */
  private String network(SQLException e) {
    return isAway(e) ? ioCause(e).map(io -> " " + io).orElse("") : "";
  }

  private static Optional<IOException> ioCause(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof IOException io) {
        return Optional.of(io);
      }
    }
    return Optional.empty();
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}

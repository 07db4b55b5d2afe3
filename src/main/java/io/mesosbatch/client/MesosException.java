package io.mesosbatch.client;

/**
 * Why a call was not accepted, a stream ended, or a session is over. The message carries the
 * master's own words where there are any.
 */
public abstract sealed class MesosException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean mayHaveArrived;

  private MesosException(String message, Throwable cause, boolean mayHaveArrived) {
    super(message, cause);
    this.mayHaveArrived = mayHaveArrived;
  }

  /**
   * Whether the master may have acted on the call all the same: it left here, and no answer came.
   * Such a call must not be sent again blindly (design rule 4).
   */
  public final boolean mayHaveArrived() {
    return mayHaveArrived;
  }

  /**
   * There is no subscription now: the call was not sent, or the master does not know its stream.
   */
  public static final class NotSubscribed extends MesosException {
    private static final long serialVersionUID = 1L;

    public NotSubscribed(String message) {
      super(message, null, false);
    }
  }

  /** The master refused this call (HTTP 400, 415 and the like) or this subscription (ERROR). */
  public static final class Refused extends MesosException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param status the HTTP status; 200 for an ERROR event
     */
    public Refused(int status, String message) {
      super(message, null, false);
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  /** Credentials are missing or wrong (HTTP 401), or do not allow this (403). */
  public static final class Unauthorized extends MesosException {
    private static final long serialVersionUID = 1L;

    public Unauthorized(String message) {
      super(message, null, false);
    }
  }

  /** The master has removed the framework: torn down, or away longer than failover_timeout. */
  public static final class FrameworkRemoved extends MesosException {
    private static final long serialVersionUID = 1L;

    public FrameworkRemoved(String message) {
      super(message, null, false);
    }
  }

  /** Another instance has subscribed with this framework id (design rule 10). */
  public static final class FailedOver extends MesosException {
    private static final long serialVersionUID = 1L;

    public FailedOver(String message) {
      super(message, null, false);
    }
  }

  /** No master could be reached, or none leads at this time (HTTP 503, 404). */
  public static final class Unreachable extends MesosException {
    private static final long serialVersionUID = 1L;

    public Unreachable(String message, Throwable cause) {
      super(message, cause, false);
    }
  }

  /** A connection broke, or the master closed it. */
  public static final class ConnectionLost extends MesosException {
    private static final long serialVersionUID = 1L;

    public ConnectionLost(String message, Throwable cause, boolean mayHaveArrived) {
      super(message, cause, mayHaveArrived);
    }
  }

  /** Nothing was heard from the master for too long. */
  public static final class TimedOut extends MesosException {
    private static final long serialVersionUID = 1L;

    public TimedOut(String message, boolean mayHaveArrived) {
      super(message, null, mayHaveArrived);
    }
  }

  /** What came is not Mesos's protocol; perhaps the address is that of some other server. */
  public static final class ProtocolViolation extends MesosException {
    private static final long serialVersionUID = 1L;

    public ProtocolViolation(String message, Throwable cause, boolean mayHaveArrived) {
      super(message, cause, mayHaveArrived);
    }
  }

  /** More calls wait than {@link Limits#queuedCalls} allows; the call was not sent. */
  public static final class QueueFull extends MesosException {
    private static final long serialVersionUID = 1L;

    public QueueFull(String message) {
      super(message, null, false);
    }
  }

  /** The client was closed. */
  public static final class Closed extends MesosException {
    private static final long serialVersionUID = 1L;

    public Closed(boolean mayHaveArrived) {
      super("The client is closed", null, mayHaveArrived);
    }
  }
}

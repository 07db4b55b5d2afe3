package io.mesosbatch.store;

/** A job of that id is in the store already. */
public class DuplicateJobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String id;

  public DuplicateJobException(String id) {
    super("there is a job with the id \"" + id + "\" already: give this one another id, or none");
    this.id = id;
  }

  public String id() {
    return id;
  }
}

package io.mesosbatch.pipeline;

import io.mesosbatch.component.FrameworkIdRepository;
import io.mesosbatch.store.JobStore;
import java.util.Optional;

/**
 * The framework id that the job store holds. The core stores it in the frame in which it hears of
 * the subscription, so before anything is launched under it (design rule 9): there is nothing to
 * save here.
 */
public final class StoredFrameworkId implements FrameworkIdRepository {
  private final JobStore store;

  public StoredFrameworkId(JobStore store) {
    this.store = store;
  }

  @Override
  public Optional<String> load(String session) {
    return store.frameworkId();
  }

  @Override
  public void save(String session, String frameworkId) {}
}

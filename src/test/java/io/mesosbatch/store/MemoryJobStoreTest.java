package io.mesosbatch.store;

class MemoryJobStoreTest extends JobStoreContract {
  @Override
  protected JobStore open() {
    return new MemoryJobStore();
  }
}

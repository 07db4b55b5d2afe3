package io.mesosbatch.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.OfferFilters;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.OfferConstraints;
import org.junit.jupiter.api.Test;

class FrameworkUpdateTest {
  private static final FrameworkInfo PRESENT =
      FrameworkInfo.newBuilder()
          .setName("batch")
          .setUser("me")
          .addRoles("a")
          .addRoles("b")
          .setCheckpoint(true)
          .build();

  private static OfferFilters cpus(double value) {
    OfferFilters.Builder filters = OfferFilters.newBuilder();
    filters
        .getMinAllocatableResourcesBuilder()
        .addQuantitiesBuilder()
        .putQuantities("cpus", Value.Scalar.newBuilder().setValue(value).build());
    return filters.build();
  }

  private static Call.UpdateFramework partial(OfferFilters filters) {
    return Call.UpdateFramework.newBuilder()
        .setFrameworkInfo(FrameworkInfo.newBuilder().putOfferFilters("", filters).buildPartial())
        .setOfferConstraints(
            OfferConstraints.newBuilder()
                .putRoleConstraints("", OfferConstraints.RoleConstraints.getDefaultInstance()))
        .buildPartial();
  }

  @Test
  void whatChangesIsForEveryRoleAndTheRestStays() {
    Call.UpdateFramework whole = FrameworkUpdate.complete(partial(cpus(2)), PRESENT);

    assertThat(whole.getFrameworkInfo())
        .isEqualTo(
            PRESENT.toBuilder()
                .putOfferFilters("a", cpus(2))
                .putOfferFilters("b", cpus(2))
                .build());
    assertThat(whole.getOfferConstraints().getRoleConstraintsMap()).containsOnlyKeys("a", "b");
  }

  @Test
  void anEmptyFilterTakesAwayWhatWasThere() {
    FrameworkInfo before = FrameworkUpdate.complete(partial(cpus(2)), PRESENT).getFrameworkInfo();

    assertThat(
            FrameworkUpdate.complete(partial(OfferFilters.getDefaultInstance()), before)
                .getFrameworkInfo())
        .isEqualTo(PRESENT);
  }

  @Test
  void aWholeUpdateIsLeftAlone() {
    Call.UpdateFramework update =
        Call.UpdateFramework.newBuilder()
            .setFrameworkInfo(FrameworkInfo.newBuilder().setName("other").setUser("you"))
            .build();

    assertThat(FrameworkUpdate.complete(update, PRESENT)).isSameAs(update);
  }
}

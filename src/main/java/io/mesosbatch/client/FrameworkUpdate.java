package io.mesosbatch.client;

import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.OfferFilters;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.OfferConstraints;
import java.util.List;

/** An UPDATE_FRAMEWORK that says only what changes, made whole. */
final class FrameworkUpdate {
  /** Stands for every role of the framework; no role of Mesos is called so. */
  private static final String EVERY_ROLE = "";

  private static final String DEFAULT_ROLE = "*";

  private FrameworkUpdate() {}

  /**
   * @param update without a name in its framework_info; another one is whole already
   * @param present what the master was told last
   */
  static Call.UpdateFramework complete(Call.UpdateFramework update, FrameworkInfo present) {
    if (update.getFrameworkInfo().hasName()) {
      return update;
    }
    Call.UpdateFramework.Builder whole = update.toBuilder();
    FrameworkInfo.Builder info = present.toBuilder().mergeFrom(update.getFrameworkInfo());
    List<String> roles =
        info.getRolesCount() > 0 ? List.copyOf(info.getRolesList()) : List.of(DEFAULT_ROLE);
    OfferFilters filters = info.getOfferFiltersMap().get(EVERY_ROLE);
    if (filters != null) {
      info.removeOfferFilters(EVERY_ROLE);
      for (String role : roles) {
        info.removeOfferFilters(role);
        if (filters.hasMinAllocatableResources()) {
          info.putOfferFilters(role, filters);
        }
      }
    }
    OfferConstraints.RoleConstraints constraints =
        update.getOfferConstraints().getRoleConstraintsMap().get(EVERY_ROLE);
    if (constraints != null) {
      OfferConstraints.Builder all = update.getOfferConstraints().toBuilder();
      all.removeRoleConstraints(EVERY_ROLE);
      roles.forEach(role -> all.putRoleConstraints(role, constraints));
      whole.setOfferConstraints(all);
    }
    return whole.setFrameworkInfo(info).build();
  }
}

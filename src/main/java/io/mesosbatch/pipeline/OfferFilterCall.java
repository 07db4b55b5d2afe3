package io.mesosbatch.pipeline;

import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.OfferFilters;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.mesos.v1.scheduler.AttributeConstraint;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.OfferConstraints;
import io.mesosbatch.scheduling.OfferFilter;
import io.mesosbatch.scheduling.OfferFilter.AttributeTest;
import java.util.Map;
import java.util.Set;

/** Tells the master which offers to make. */
final class OfferFilterCall {
  /** The client puts in the framework's own. */
  private static final String EVERY_ROLE = "";

  private OfferFilterCall() {}

  /** An UPDATE_FRAMEWORK that says nothing of the framework but this; the client completes it. */
  static Call of(OfferFilter filter) {
    OfferFilters.Builder filters = OfferFilters.newBuilder();
    for (Map<String, Long> minimum : filter.minimums()) {
      OfferFilters.ResourceQuantities.Builder quantities =
          filters.getMinAllocatableResourcesBuilder().addQuantitiesBuilder();
      minimum.forEach(
          (name, thousandths) ->
              quantities.putQuantities(
                  name, Value.Scalar.newBuilder().setValue(thousandths / 1000.0).build()));
    }
    Call.UpdateFramework.Builder update =
        Call.UpdateFramework.newBuilder()
            .setFrameworkInfo(
                FrameworkInfo.newBuilder()
                    .putOfferFilters(EVERY_ROLE, filters.build())
                    .buildPartial());
    if (!filter.groups().isEmpty()) {
      OfferConstraints.RoleConstraints.Builder groups =
          OfferConstraints.RoleConstraints.newBuilder();
      for (Set<AttributeTest> tests : filter.groups()) {
        OfferConstraints.RoleConstraints.Group.Builder group = groups.addGroupsBuilder();
        tests.forEach(test -> group.addAttributeConstraints(constraint(test)));
      }
      update.setOfferConstraints(
          OfferConstraints.newBuilder().putRoleConstraints(EVERY_ROLE, groups.build()));
    }
    return Call.newBuilder()
        .setType(Call.Type.UPDATE_FRAMEWORK)
        .setUpdateFramework(update.buildPartial())
        .buildPartial();
  }

  private static AttributeConstraint constraint(AttributeTest test) {
    AttributeConstraint.Builder constraint = AttributeConstraint.newBuilder();
    constraint.getSelectorBuilder().setAttributeName(test.attribute());
    AttributeConstraint.Predicate.Builder predicate = constraint.getPredicateBuilder();
    switch (test.kind()) {
      case EXISTS -> predicate.getExistsBuilder();
      case EQUALS -> predicate.getTextEqualsBuilder().setValue(test.value());
      case MATCHES -> predicate.getTextMatchesBuilder().setRegex(test.value());
      case NOT_MATCHES -> predicate.getTextNotMatchesBuilder().setRegex(test.value());
    }
    return constraint.build();
  }
}

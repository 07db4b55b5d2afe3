package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.resources.Resources;

/** An offer that was made and not answered. Two are never equal. */
final class OutstandingOffer {
  private final OfferID id;
  private final Framework framework;
  private final RegisteredAgent agent;
  private final String role;
  private final Resources resources;

  OutstandingOffer(
      OfferID id, Framework framework, RegisteredAgent agent, String role, Resources resources) {
    this.id = id;
    this.framework = framework;
    this.agent = agent;
    this.role = role;
    this.resources = resources;
  }

  OfferID id() {
    return id;
  }

  Framework framework() {
    return framework;
  }

  RegisteredAgent agent() {
    return agent;
  }

  String role() {
    return role;
  }

  /** With allocation_info. */
  Resources resources() {
    return resources;
  }
}

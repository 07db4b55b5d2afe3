package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.InverseOffer;

/** A request to leave an agent that was made and not answered. */
record InverseOfferEntry(InverseOffer offer, Framework framework, RegisteredAgent agent) {}

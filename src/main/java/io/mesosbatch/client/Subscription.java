package io.mesosbatch.client;

import io.mesosbatch.mesos.v1.FrameworkID;

/** What calls need to know of the subscription that they belong to. Compared by identity. */
record Subscription(MasterAddress master, FrameworkID frameworkId, String streamId) {}

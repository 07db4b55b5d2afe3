package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.resources.Resources;

/** An executor that frameworks can see; the command executor is none. */
record ExecutorEntry(ExecutorInfo info, Resources resources) {}

package io.mesosbatch.local.master;

import io.mesosbatch.resources.Resources;

/**
 * What the allocator decided to offer of one agent.
 *
 * @param resources with allocation_info
 */
record Grant(RegisteredAgent agent, String role, Resources resources) {}

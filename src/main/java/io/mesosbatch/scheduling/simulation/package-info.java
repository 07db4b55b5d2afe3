/**
 * The core against a simulated master and agents, under a clock that jumps from event to event. All
 * chance comes from one seed: a run can be repeated.
 */
package io.mesosbatch.scheduling.simulation;

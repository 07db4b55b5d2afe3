package io.mesosbatch.scheduling.simulation;

/**
 * What goes wrong in a simulation. Rates are between 0 and 1; times are the mean ms between two of
 * a kind, 0 for never.
 *
 * @param lostUpdate share of the agents' updates that do not arrive (agents send them again)
 * @param duplicatedUpdate share that arrives twice
 * @param lostAcknowledgement share of acknowledgements that do not arrive
 * @param rescindedOffer share of the offers that the master takes back
 * @param failedCalls share of the frames of which a part of the calls fails
 * @param lostKill share of the kills that do not reach the agent
 * @param disconnects of the framework
 * @param failovers of the master
 * @param partitions of an agent, for a while
 * @param deaths of an agent, for ever (a new one takes its place)
 * @param crashes of the framework
 * @param until the ms since the start after which nothing more goes wrong
 */
public record Faults(
    double lostUpdate,
    double duplicatedUpdate,
    double lostAcknowledgement,
    double rescindedOffer,
    double failedCalls,
    double lostKill,
    long disconnects,
    long failovers,
    long partitions,
    long deaths,
    long crashes,
    long until) {
  public static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

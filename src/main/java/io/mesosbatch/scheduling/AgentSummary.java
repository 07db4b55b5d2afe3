package io.mesosbatch.scheduling;

import java.util.List;

/**
 * What is known of an agent by its offers, and what of ours runs there.
 *
 * @param hostname empty if it has made no offer since the start
 * @param region empty if there is none
 * @param zone empty if there is none
 * @param attributes for people, as {@code rack:r1}
 * @param ourTasks that were launched there and have not ended
 * @param offeredAt ms since the epoch; 0 if it has made no offer that is remembered
 * @param unavailableFrom ms since the epoch: planned maintenance begins; 0 if none is known
 * @param unavailableUntil ms since the epoch; 0 if that is not known
 */
public record AgentSummary(
    String agentId,
    String hostname,
    String region,
    String zone,
    List<String> attributes,
    int ourTasks,
    List<Amount> resources,
    long offeredAt,
    long unavailableFrom,
    long unavailableUntil) {
  /**
   * A resource, in thousandths.
   *
   * @param ours what our tasks have
   * @param free in the latest offer, after tasks were placed
   * @param most that was ever seen, ours and free together
   */
  public record Amount(String name, long ours, long free, long most) {}
}

package io.mesosbatch.scheduling;

import java.util.Map;

/**
 * What users are entitled to. A job without a user belongs to the user "".
 *
 * @param weights 1 for users that are not in it
 * @param maxRunning the most tasks that a user may have launched or running at a time; no limit for
 *     users that are not in it
 */
public record FairShares(Map<String, Double> weights, Map<String, Integer> maxRunning) {
  public static final FairShares EQUAL = new FairShares(Map.of(), Map.of());

  public FairShares {
    weights.forEach(
        (user, weight) -> {
          if (!(weight > 0)) {
            throw new IllegalArgumentException(
                "the weight of user " + user + " must be above 0, not " + weight);
          }
        });
  }
}

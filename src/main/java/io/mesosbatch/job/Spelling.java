package io.mesosbatch.job;

import java.util.Collection;
import java.util.Optional;

/** Guesses which known name a misspelt one means. */
public final class Spelling {
  private Spelling() {}

  /** Empty if none is near: more than a third of the letters would have to change. */
  public static Optional<String> nearest(String name, Collection<String> known) {
    String best = null;
    int least = name.length() / 3 + 1;
    for (String candidate : known) {
      int distance = distance(name, candidate);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /** How many letters to add, leave out or change (Levenshtein). */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}

package io.mesosbatch.pipeline;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Makes job ids that people can recognise and that no two jobs share: {@code hello-k3f9x2aa}. */
final class JobIds {
  private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final int RANDOM_CHARACTERS = 8;
  private static final int NAME_CHARACTERS = 40;

  private final RandomGenerator random = new SecureRandom();

  String make(String name) {
    String clean =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]+", "-").replaceAll("^-+|-+$", "");
    StringBuilder id =
        new StringBuilder(clean.substring(0, Math.min(clean.length(), NAME_CHARACTERS)));
    id.append(id.isEmpty() ? "job-" : "-");
    for (int i = 0; i < RANDOM_CHARACTERS; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}

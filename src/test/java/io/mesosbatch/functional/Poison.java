package io.mesosbatch.functional;

import java.nio.file.Files;
import java.nio.file.Path;

/** A user's bean that fails while there is a file "poison" in the working directory. */
public final class Poison {
  static final String BEAN =
      """
              - bean:
                  beanType: io.mesosbatch.functional.Poison
                  method: taste
      """;

  public void taste() {
    if (Files.exists(Path.of("poison"))) {
      throw new IllegalStateException("this bean is poisoned");
    }
  }
}

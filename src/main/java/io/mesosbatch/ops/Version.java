package io.mesosbatch.ops;

import java.util.Optional;

/** Of this program, as its jar says. */
public final class Version {
  /** For people; "unpackaged" where there is no jar. */
  public static final String TEXT =
      Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
          .orElse("unpackaged");

  private Version() {}
}

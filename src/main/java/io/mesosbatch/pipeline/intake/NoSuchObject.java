package io.mesosbatch.pipeline.intake;

/** An object in S3 is not there, or may not be read; asking again would not help. */
final class NoSuchObject extends Exception {
  private static final long serialVersionUID = 1L;

  NoSuchObject(S3Address address, String why) {
    super(address + " cannot be read: " + why);
  }
}

package io.mesosbatch.pipeline.intake;

import java.util.Base64;

/** A queue that carries only text carries protobuf and gzip as base64. */
final class Base64Text {
  private Base64Text() {}

  /** The bytes that the text stands for; or the same bytes, if they are no base64. */
  static byte[] decoded(byte[] bytes) {
    int length = bytes.length;
    if (length == 0 || length % 4 != 0 || !isBase64(bytes)) {
      return bytes;
    }
    try {
      return Base64.getDecoder().decode(bytes);
    } catch (IllegalArgumentException e) {
      return bytes;
    }
  }

  /** No task list is: in JSON it begins with a bracket, in protobuf it has control characters. */
  private static boolean isBase64(byte[] bytes) {
    for (byte b : bytes) {
      boolean known =
          b >= 'A' && b <= 'Z'
              || b >= 'a' && b <= 'z'
              || b >= '0' && b <= '9'
              || b == '+'
              || b == '/'
              || b == '=';
      if (!known) {
        return false;
      }
    }
    return true;
  }
}

package io.mesosbatch.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** Changes bytes as a bad sender, a broken disk or a cut connection might. */
public final class Mutation {
  private Mutation() {}

  /**
   * @param original not empty; it stays as it is
   * @param times how many places are changed; a quarter of the results is cut off as well
   */
  public static byte[] of(byte[] original, Random random, int times) {
    byte[] bytes = original.clone();
    for (int i = 0; i < times; i++) {
      int at = random.nextInt(bytes.length);
      int length = Math.min(1 + random.nextInt(8), bytes.length - at);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(bytes, 0, at);
      switch (random.nextInt(5)) {
        case 0 -> out.write(random.nextInt());
        case 1 -> out.write(bytes, 0, length);
        case 2 -> out.write(bytes[at] ^ 1 << random.nextInt(8));
        case 3 -> out.write(bytes, at, length);
        default -> {}
      }
      int from = random.nextBoolean() ? at : at + length;
      out.write(bytes, from, bytes.length - from);
      bytes = out.size() == 0 ? original.clone() : out.toByteArray();
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }
}

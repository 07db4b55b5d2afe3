package io.mesosbatch.local.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Permissions as the nine low bits of a mode. */
final class FileModes {
  private FileModes() {}

  /** Higher bits (setuid and the like) are left out. */
  static void set(Path file, int mode) throws IOException {
    PosixFilePermission[] all = PosixFilePermission.values(); // in the order of rwxrwxrwx
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < all.length; i++) {
      if ((mode >> (8 - i) & 1) == 1) {
        permissions.add(all[i]);
      }
    }
    Files.setPosixFilePermissions(file, permissions);
  }
}

package io.mesosbatch.local.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Extracts a zip archive, with the permissions and links that Unix programs put into it. */
final class ZipArchive {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int ENTRY_SIGNATURE = 0x02014b50;
  private static final int END_SIZE = 22;
  private static final int ENTRY_SIZE = 46;
  private static final int UNIX = 3;
  private static final int TYPE = 0170000;
  private static final int LINK = 0120000;

  private ZipArchive() {}

  static void extract(Path archive, SafeDirectory directory) throws IOException {
    Map<String, Integer> modes = modes(archive);
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        Path place = directory.make(entry.getName());
        int mode = modes.getOrDefault(entry.getName(), 0);
        if (entry.isDirectory()) {
          Files.createDirectories(place);
        } else if ((mode & TYPE) == LINK) {
          String target;
          try (InputStream in = zip.getInputStream(entry)) {
            target = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          }
          Files.deleteIfExists(place);
          Files.createSymbolicLink(place, Path.of(target));
        } else {
          Files.deleteIfExists(place);
          try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, place);
          }
          if ((mode & 0777) != 0) {
            FileModes.set(place, mode);
          }
        }
      }
    }
  }

  /**
   * The Unix modes by entry name, from the central directory (PKWARE APPNOTE 4.3.12), which the JDK
   * does not show. Empty for an archive in Zip64 form.
   */
  private static Map<String, Integer> modes(Path archive) throws IOException {
    Map<String, Integer> modes = new HashMap<>();
    try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "r")) {
      int tail = (int) Math.min(file.length(), END_SIZE + 0xffff);
      byte[] bytes = new byte[tail];
      file.seek(file.length() - tail);
      file.readFully(bytes);
      ByteBuffer end = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = tail - END_SIZE; at >= 0; at--) {
        if (end.getInt(at) == END_SIGNATURE) {
          long size = end.getInt(at + 12) & 0xffffffffL;
          long offset = end.getInt(at + 16) & 0xffffffffL;
          if (offset + size <= file.length() && size <= Integer.MAX_VALUE) {
            bytes = new byte[(int) size];
            file.seek(offset);
            file.readFully(bytes);
            read(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), modes);
          }
          break;
        }
      }
    }
    return modes;
  }

  private static void read(ByteBuffer directory, Map<String, Integer> modes) {
    int at = 0;
    while (at + ENTRY_SIZE <= directory.limit() && directory.getInt(at) == ENTRY_SIGNATURE) {
      int nameLength = directory.getShort(at + 28) & 0xffff;
      int rest = (directory.getShort(at + 30) & 0xffff) + (directory.getShort(at + 32) & 0xffff);
      if (at + ENTRY_SIZE + nameLength > directory.limit()) {
        return;
      }
      if (directory.get(at + 5) == UNIX) {
        String name =
            new String(directory.array(), at + ENTRY_SIZE, nameLength, StandardCharsets.UTF_8);
        modes.put(name, directory.getInt(at + 38) >>> 16);
      }
      at += ENTRY_SIZE + nameLength + rest;
    }
  }
}

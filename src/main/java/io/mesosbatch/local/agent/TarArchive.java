package io.mesosbatch.local.agent;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Extracts a tar archive in the formats ustar, GNU and pax (POSIX.1-2008, pax interchange format).
 * Devices and pipes are left out.
 */
final class TarArchive {
  private static final int BLOCK = 512;
  private static final int MAX_NAME = 1 << 20;

  private final InputStream in;
  private final SafeDirectory directory;
  private final byte[] header = new byte[BLOCK];

  /** What pax and GNU headers say about the next entry. */
  private final Map<String, String> next = new HashMap<>();

  TarArchive(InputStream in, SafeDirectory directory) {
    this.in = in;
    this.directory = directory;
  }

  void extract() throws IOException {
    while (readHeader()) {
      long size = number(124, 12);
      switch (header[156]) {
        case 'L' -> next.put("path", longName(size));
        case 'K' -> next.put("linkpath", longName(size));
        case 'x' -> pax(data(size));
        case 'g' -> skip(size);
        default -> {
          entry((char) header[156], size);
          next.clear();
        }
      }
    }
  }

  private void entry(char type, long headerSize) throws IOException {
    long size = next.containsKey("size") ? Long.parseLong(next.get("size")) : headerSize;
    String name = next.getOrDefault("path", headerName());
    if (name.isEmpty() || name.matches("[./]+") && !name.contains("..")) {
      skip(size); // the archive's own root
      return;
    }
    Path place = directory.make(name);
    int mode = (int) number(100, 8);
    switch (type) {
      case '5' -> {
        if (Files.isSymbolicLink(place) || !Files.isDirectory(place)) {
          Files.deleteIfExists(place);
          Files.createDirectory(place);
        }
        // a directory that is read-only at once could not be filled
        FileModes.set(place, mode | 0700);
        skip(size);
      }
      case '2' -> {
        Files.deleteIfExists(place);
        Files.createSymbolicLink(place, Path.of(linkName()));
        skip(size);
      }
      case '1' -> {
        Path target = directory.resolve(linkName());
        if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
          throw new IOException("the link '" + name + "' leads to no file of the archive");
        }
        Files.deleteIfExists(place);
        Files.createLink(place, target);
        skip(size);
      }
      case '3', '4', '6' -> skip(size);
      default -> {
        Files.deleteIfExists(place);
        try (OutputStream out = Files.newOutputStream(place)) {
          copy(size, out);
        }
        FileModes.set(place, mode);
      }
    }
  }

  /** False at the end: a block of zeros, or no more bytes. */
  private boolean readHeader() throws IOException {
    int read = in.readNBytes(header, 0, BLOCK);
    if (read == 0) {
      return false;
    }
    if (read < BLOCK) {
      throw new EOFException("the archive ends inside a header");
    }
    long sum = 0;
    boolean zeros = true;
    for (int i = 0; i < BLOCK; i++) {
      zeros &= header[i] == 0;
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    if (!zeros && sum != number(148, 8)) {
      throw new IOException("the file is no tar archive, or it is damaged");
    }
    return !zeros;
  }

  private String headerName() {
    String name = text(0, 100);
    boolean ustar = text(257, 6).startsWith("ustar");
    String prefix = ustar && header[262] == 0 ? text(345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private String linkName() {
    return next.getOrDefault("linkpath", text(157, 100));
  }

  private String text(int offset, int length) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return new String(header, offset, end - offset, StandardCharsets.UTF_8);
  }

  /** Octal digits, or (GNU) binary if the first bit is set. */
  private long number(int offset, int length) throws IOException {
    if ((header[offset] & 0x80) != 0) {
      long value = header[offset] & 0x7f;
      for (int i = offset + 1; i < offset + length; i++) {
        value = value << 8 | header[i] & 0xff;
      }
      return value;
    }
    String digits = text(offset, length).strip();
    try {
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    } catch (NumberFormatException e) {
      throw new IOException("the file is no tar archive, or it is damaged", e);
    }
  }

  private String longName(long size) throws IOException {
    String name = new String(data(size), StandardCharsets.UTF_8);
    int end = name.indexOf(0);
    return end < 0 ? name : name.substring(0, end);
  }

  /** Records of the form "LENGTH KEY=VALUE\n". */
  private void pax(byte[] data) throws IOException {
    int at = 0;
    while (at < data.length) {
      int space = at;
      while (space < data.length && data[space] != ' ') {
        space++;
      }
      int length;
      try {
        length = Integer.parseInt(new String(data, at, space - at, StandardCharsets.US_ASCII));
      } catch (NumberFormatException e) {
        throw new IOException("the archive has a damaged pax header", e);
      }
      if (length <= space - at || at + length > data.length) {
        throw new IOException("the archive has a damaged pax header");
      }
      String record = new String(data, space + 1, at + length - space - 2, StandardCharsets.UTF_8);
      int equals = record.indexOf('=');
      if (equals > 0) {
        next.put(record.substring(0, equals), record.substring(equals + 1));
      }
      at += length;
    }
  }

  private byte[] data(long size) throws IOException {
    if (size > MAX_NAME) {
      throw new IOException("the archive has a header of " + size + " bytes");
    }
    byte[] data = in.readNBytes((int) size);
    if (data.length < size) {
      throw new EOFException("the archive ends inside a header");
    }
    in.skipNBytes(padding(size));
    return data;
  }

  private void copy(long size, OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long left = size;
    while (left > 0) {
      int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (n < 0) {
        throw new EOFException("the archive ends inside a file");
      }
      out.write(buffer, 0, n);
      left -= n;
    }
    in.skipNBytes(padding(size));
  }

  private void skip(long size) throws IOException {
    in.skipNBytes(size + padding(size));
  }

  private static long padding(long size) {
    return (BLOCK - size % BLOCK) % BLOCK;
  }
}

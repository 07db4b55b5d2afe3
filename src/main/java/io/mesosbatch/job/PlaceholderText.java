package io.mesosbatch.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with placeholders such as {@code @{bucket}}. {@code @@{} stands for a plain {@code @{}. The
 * form is one that shells, Camel and URLs have no use for.
 */
public final class PlaceholderText {
  private static final Pattern OPENING = Pattern.compile("@(@?)\\{");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

  private final List<Piece> pieces;

  private PlaceholderText(List<Piece> pieces) {
    this.pieces = pieces;
  }

  private record Piece(boolean placeholder, String text) {}

  /**
   * @throws IllegalArgumentException if a placeholder is not closed or has no proper name
   */
  public static PlaceholderText parse(String text) {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    Matcher opening = OPENING.matcher(text);
    int at = 0;
    while (opening.find(at)) {
      plain.append(text, at, opening.start());
      if (!opening.group(1).isEmpty()) {
        plain.append("@{");
        at = opening.end();
        continue;
      }
      int close = text.indexOf('}', opening.end());
      String name = close < 0 ? "" : text.substring(opening.end(), close);
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "the placeholder that begins with '"
                + text.substring(opening.start(), Math.min(text.length(), opening.end() + 20))
                + "' is no @{name}; write @@{ for a plain @{");
      }
      add(pieces, plain);
      pieces.add(new Piece(true, name));
      at = close + 1;
    }
    plain.append(text, at, text.length());
    add(pieces, plain);
    return new PlaceholderText(List.copyOf(pieces));
  }

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  private static void add(List<Piece> pieces, StringBuilder plain) {
    if (!plain.isEmpty()) {
      pieces.add(new Piece(false, plain.toString()));
      plain.setLength(0);
    }
  }

  /** The placeholders, in order of first appearance. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Piece piece : pieces) {
      if (piece.placeholder) {
        names.add(piece.text);
      }
    }
    return names;
  }

  /** Whether it stands for just that text. */
  boolean isPlain(String text) {
    return pieces.isEmpty() || pieces.size() == 1 && pieces.get(0).equals(new Piece(false, text));
  }

  /** The text before and after, if the only placeholder is that one, once; else empty. */
  Optional<Around> around(String name) {
    String before = "";
    String after = "";
    boolean found = false;
    for (Piece piece : pieces) {
      if (piece.placeholder && (found || !piece.text.equals(name))) {
        return Optional.empty();
      }
      if (piece.placeholder) {
        found = true;
      } else if (found) {
        after = piece.text;
      } else {
        before = piece.text;
      }
    }
    return found ? Optional.of(new Around(before, after)) : Optional.empty();
  }

  public record Around(String before, String after) {}

  /**
   * @throws IllegalArgumentException if a placeholder has no value; the message lists those that
   *     have
   */
  public String fill(Map<String, String> values) {
    if (pieces.size() == 1 && !pieces.get(0).placeholder) {
      return pieces.get(0).text;
    }
    StringBuilder filled = new StringBuilder();
    for (Piece piece : pieces) {
      String text = piece.placeholder ? values.get(piece.text) : piece.text;
      if (text == null) {
        throw new IllegalArgumentException(unknown(piece.text, values.keySet()));
      }
      filled.append(text);
    }
    return filled.toString();
  }

  static String unknown(String name, Collection<String> known) {
    return "there is no value for @{" + name + "}; there are " + new TreeSet<>(known);
  }
}

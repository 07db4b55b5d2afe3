package io.mesosbatch.resources;

import java.util.Optional;

/** Looks for an amount of resources whatever their reservation. */
final class Finding {
  private Finding() {}

  static Optional<Resources> find(Entry[] from, Entry[] wanted) {
    EntryList rest = new EntryList(from, 0);
    EntryList found = new EntryList(from.length);
    int deepest = 0;
    for (Entry entry : from) {
      deepest = Math.max(deepest, entry.key().reservations());
    }
    for (Entry entry : wanted) {
      if (!take(entry.with(entry.key().bare()), deepest, rest, found)) {
        return Optional.empty();
      }
    }
    return Optional.of(found.toResources());
  }

  private static boolean take(Entry wanted, int deepest, EntryList rest, EntryList found) {
    Entry missing = wanted;
    for (int depth = deepest; depth >= 0; depth--) {
      for (int i = 0; i < rest.size(); i++) {
        Entry here = rest.get(i);
        if (here.key().reservations() != depth || !here.key().bare().equals(missing.key())) {
          continue;
        }
        Entry taken = here.common(missing);
        if (taken.isEmpty()) {
          continue;
        }
        found.add(taken);
        missing = missing.minus(taken);
        if (missing.isEmpty()) {
          rest.replace(i, here.minus(taken));
          return true;
        }
        Entry left = here.minus(taken);
        rest.replace(i, left);
        if (left.isEmpty()) {
          i--; // the next one has moved to its place
        }
      }
    }
    return false;
  }
}

package io.mesosbatch.scheduling;

import java.util.ArrayList;
import java.util.List;

/** The frame that the core is working at. */
final class FrameDraft {
  private long now;
  private List<Change> changes = new ArrayList<>();
  private List<Effect> effects = new ArrayList<>();

  void begin(long now) {
    this.now = now;
    changes = new ArrayList<>();
    effects = new ArrayList<>();
  }

  /** Ms since the epoch. */
  long now() {
    return now;
  }

  void change(Change change) {
    changes.add(change);
  }

  void effect(Effect effect) {
    effects.add(effect);
  }

  List<Effect> effects() {
    return effects;
  }

  Frame end() {
    return new Frame(changes, effects);
  }
}

package io.mesosbatch.scheduling;

import java.util.List;

/**
 * The answer of the core to a batch of inputs. The changes must be in the store before the first
 * effect leaves (design: intent before effect).
 */
public record Frame(List<Change> changes, List<Effect> effects) {}

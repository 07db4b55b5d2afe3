package io.mesosbatch.scheduling;

import java.util.Optional;

/**
 * Keeps one agent free for the shape that has waited too long for a large enough hole: tasks that
 * are not of a higher priority get no place there until it fits, for a bounded time. The offers are
 * refused, not held: what is free on the agent grows as tasks end.
 */
public final class Starvation {
  /** Ms that the first task of a shape waits, though offers come, before an agent is kept free. */
  static final long PATIENCE = 300_000;

  /** Ms for which an agent is kept free; then another one has its turn. */
  static final long LONGEST = 600_000;

  /** Ms for which another agent is chosen rather than one that was kept free in vain. */
  private static final long VAIN = 6 * LONGEST;

  private final PendingTasks pending;
  private final AgentBook agents;
  private Shape shape;
  private int priority;
  private String agentId;
  private long until;

  Starvation(PendingTasks pending, AgentBook agents) {
    this.pending = pending;
    this.agents = agents;
  }

  /** Which agent is kept free, for which shape, until when (ms since the epoch). */
  public record Kept(String agentId, Shape shape, long until) {}

  Optional<Kept> kept() {
    return shape == null ? Optional.empty() : Optional.of(new Kept(agentId, shape, until));
  }

  /** Once a frame, before offers are looked at. */
  void look(long now) {
    if (shape != null && !waits(shape)) {
      shape = null;
    } else if (shape != null && now >= until) {
      AgentBook.Entry entry = agents.all().get(agentId);
      if (entry != null) {
        entry.keptInVainAt = now;
      }
      shape = null;
    }
    if (shape != null) {
      return;
    }
    ShapeQueue longest = null;
    for (ShapeQueue queue : pending.all()) {
      boolean starves = now - queue.lastLaunch(now) >= PATIENCE;
      if (starves && (longest == null || queue.lastLaunch(now) < longest.lastLaunch(now))) {
        longest = queue;
      }
    }
    if (longest != null) {
      choose(longest, now);
    }
  }

  private boolean waits(Shape wanted) {
    for (ShapeQueue queue : pending.all()) {
      if (queue.shape.equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The agent that has the fewest of our tasks, of those that would be large enough; rather not one
   * that was kept free in vain not long ago, because others may use it up.
   */
  private void choose(ShapeQueue queue, long now) {
    AgentBook.Entry best = null;
    for (var agent : agents.all().entrySet()) {
      AgentBook.Entry entry = agent.getValue();
      boolean right =
          entry.traits() != null
              && entry.couldEverHold(queue.demand)
              && queue.suits(entry)
              && queue.first(agent.getKey(), entry, now) != null
              && queue.shape.agentId().map(agent.getKey()::equals).orElse(true);
      if (right && (best == null || before(entry, best, now))) {
        best = entry;
        agentId = agent.getKey();
        shape = queue.shape;
        priority = queue.priority();
        until = now + LONGEST;
      }
    }
    // If none is right, it is looked at again when it would have been its turn.
    queue.launched(now);
  }

  private static boolean before(AgentBook.Entry a, AgentBook.Entry b, long now) {
    long vainOfA = now - a.keptInVainAt < VAIN ? a.keptInVainAt : 0;
    long vainOfB = now - b.keptInVainAt < VAIN ? b.keptInVainAt : 0;
    return vainOfA == vainOfB ? a.ourTasks < b.ourTasks : vainOfA < vainOfB;
  }

  void launched(ShapeQueue queue, long now) {
    queue.launched(now);
    if (queue.shape.equals(shape)) {
      shape = null;
    }
  }

  /** Whether tasks of that shape may go to the agent now. */
  boolean allows(ShapeQueue queue, String agent) {
    return shape == null
        || !agent.equals(agentId)
        || queue.shape.equals(shape)
        || queue.priority() > priority;
  }
}

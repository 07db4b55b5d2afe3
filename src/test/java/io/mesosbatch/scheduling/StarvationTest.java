package io.mesosbatch.scheduling;

import static io.mesosbatch.scheduling.World.launches;
import static io.mesosbatch.scheduling.World.offers;
import static io.mesosbatch.scheduling.World.task;
import static io.mesosbatch.scheduling.World.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StarvationTest {
  private final World world = new World();

  private static TaskSpec[] small(int count) {
    return IntStream.range(0, count).mapToObj(i -> task("s" + i, 1, 1)).toArray(TaskSpec[]::new);
  }

  /** One agent of four cpus that is always full of small tasks, one of which ends now and then. */
  private boolean largeTaskRuns(int smallPriority, int minutes) {
    world.send(world.subscribed());
    world.send(world.job(RetryRule.ONCE, 0, smallPriority, small(10_000)));
    List<Effect.Launch> running =
        new ArrayList<>(launches(world.send(offers(world.offer("a1", 4, 1000)))));
    world.send(world.job(RetryRule.ONCE, task("large", 4, 1)));
    int free = 0;
    for (int i = 0; i < minutes * 6; i++) {
      if (!running.isEmpty()) {
        world.send(update(running.remove(0), TaskState.TASK_FINISHED));
        free++;
      }
      world.now += 10_000;
      List<Effect.Launch> more = launches(world.send(offers(world.offer("a1", free, 1000))));
      if (more.stream().anyMatch(launch -> launch.task().job() == 2)) {
        return true;
      }
      free -= more.size();
      running.addAll(more);
    }
    return false;
  }

  @Test
  void aLargeTaskGetsAnAgentInTheEnd() {
    assertThat(largeTaskRuns(0, 8)).isTrue();
  }

  @Test
  void butNotOverTasksOfAHigherPriority() {
    assertThat(largeTaskRuns(1, 30)).isFalse();
  }

  @Test
  void noAgentIsKeptFreeForWhatDoesNotWaitAnyMore() {
    world.send(world.subscribed());
    world.send(world.job(RetryRule.ONCE, task("large", 4, 1)));
    world.send(offers(world.offer("a1", 4.5, 1000)));
    world.send(world.job(RetryRule.ONCE, task("large", 4, 1)));
    world.send(offers(world.offer("a1", 0.5, 1000)));
    world.tick(Starvation.PATIENCE);
    assertThat(world.scheduler.keptFree()).isPresent();

    world.send(new Input.KillJob("job2"));
    world.send(world.job(RetryRule.ONCE, small(1)));
    assertThat(launches(world.send(offers(world.offer("a1", 4, 1000))))).hasSize(1);
    assertThat(world.scheduler.keptFree()).isEmpty();
  }

  @Test
  void theStatusTellsWhichAgentIsKeptFree() {
    world.send(world.subscribed());
    world.send(world.job(RetryRule.ONCE, task("large", 4, 1)));
    world.send(offers(world.offer("a1", 4.5, 1000), world.offer("a2", 1, 1000)));
    world.send(world.job(RetryRule.ONCE, task("large", 4, 1), task("small", 0.1, 1)));
    world.send(offers(world.offer("a2", 1, 1000)));
    world.tick(Starvation.PATIENCE);

    assertThat(world.scheduler.keptFree())
        .hasValueSatisfying(
            kept -> {
              assertThat(kept.agentId()).isEqualTo("a1");
              assertThat(kept.until()).isEqualTo(world.now + Starvation.LONGEST);
            });
  }
}

package io.mesosbatch.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every store does with the ends of tasks that are to be told. */
public abstract class TaskNoticesContract extends SchedulesContract {
  private List<TaskKey> after(long number, int limit) {
    return store.taskNotices().after(number, limit).stream().map(TaskNotice::task).toList();
  }

  @Test
  void nothingIsNotedUnlessWanted() {
    run(new TaskKey(job("a", 1), 0), Phase.FINISHED);
    assertThat(after(0, 9)).isEmpty();
    assertThat(store.taskNotices().told("queue")).isZero();
  }

  @Test
  void theEndsInThePhasesThatAreWantedAreNotedInTheirOrder() {
    store.taskNotices().note(Set.of(Phase.FAILED, Phase.KILLED));
    long job = job("a", 4);
    run(new TaskKey(job, 2), Phase.FAILED);
    run(new TaskKey(job, 0), Phase.FINISHED);
    run(new TaskKey(job, 3), Phase.FAILED);
    run(new TaskKey(job, 1), Phase.KILLED);
    assertThat(after(0, 9))
        .containsExactly(new TaskKey(job, 2), new TaskKey(job, 3), new TaskKey(job, 1));
    List<TaskNotice> first = store.taskNotices().after(0, 2);
    assertThat(first).hasSize(2);
    assertThat(first.get(0).number()).isPositive().isLessThan(first.get(1).number());
    assertThat(after(first.get(1).number(), 9)).containsExactly(new TaskKey(job, 1));
  }

  @Test
  void eachWayHasItsPlaceAndWhatAllHaveToldIsForgotten() {
    TaskNotices notices = store.taskNotices();
    notices.note(Set.of(Phase.FINISHED));
    long job = job("a", 3);
    for (int i = 0; i < 3; i++) {
      run(new TaskKey(job, i), Phase.FINISHED);
    }
    long second = notices.after(0, 2).get(1).number();
    notices.told("queue", second);
    assertThat(notices.told("queue")).isEqualTo(second);
    assertThat(notices.told("bucket")).isZero();
    assertThat(after(0, 9)).hasSize(3);
    notices.forget(second);
    assertThat(after(0, 9)).containsExactly(new TaskKey(job, 2));
    notices.forget(Long.MAX_VALUE);
    assertThat(after(0, 9)).isEmpty();
    run(new TaskKey(job("b", 1), 0), Phase.FINISHED);
    assertThat(notices.after(0, 9))
        .singleElement()
        .satisfies(notice -> assertThat(notice.number()).isGreaterThan(second));
  }
}

package io.mesosbatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TaskIdsTest {
  @Test
  void findsTheEarlierOneAmongMany() {
    TaskIds ids = new TaskIds();
    int many = 50_000;
    for (int i = 0; i < many; i++) {
      assertThat(ids.add("task-" + i, i)).isEqualTo(-1);
    }
    for (int i = 0; i < many; i += 77) {
      assertThat(ids.add("task-" + i, many + i)).isEqualTo(i);
    }
    assertThat(ids.add("task-" + many, many)).isEqualTo(-1);
  }
}

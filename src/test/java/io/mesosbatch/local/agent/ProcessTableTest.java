package io.mesosbatch.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.local.agent.ProcessTable.Entry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessTableTest {
  @Test
  void parentsComeBeforeTheirChildren() {
    // numbers that have started again from below, and a table in the order of the numbers
    ProcessTable table =
        new ProcessTable(
            List.of(
                new Entry(16, 9999, 9999, 9999),
                new Entry(32, 16, 9999, 9999),
                new Entry(48, 32, 48, 48),
                new Entry(70, 1, 70, 70),
                new Entry(9999, 500, 9999, 9999)));
    assertThat(table.trees(Set.of(9999L))).containsExactly(9999L, 16L, 32L, 48L);
    assertThat(table.trees(Set.of(32L, 70L))).containsExactlyInAnyOrder(32L, 48L, 70L);
  }

  @Test
  void whatIsLeftInASessionIsFoundWithItsDescendants() {
    ProcessTable table =
        new ProcessTable(
            List.of(new Entry(31, 33, 31, 31), new Entry(33, 1, 20, 20), new Entry(70, 1, 70, 70)));
    assertThat(table.leftIn(Set.of(20L, 70L))).containsExactly(33L, 31L);
  }

  @Test
  void twoThatAreEachOthersParentsInATableThatWasReadTooSlowly() {
    ProcessTable table = new ProcessTable(List.of(new Entry(5, 6, 5, 5), new Entry(6, 5, 5, 5)));
    assertThat(table.trees(Set.of(5L))).containsExactlyInAnyOrder(5L, 6L);
  }
}

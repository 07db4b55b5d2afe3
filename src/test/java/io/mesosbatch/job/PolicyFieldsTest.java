package io.mesosbatch.job;

import static io.mesosbatch.job.ReadList.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFieldsTest {
  @Test
  void goodOnesAreRead() throws Exception {
    ReadList list =
        ReadList.of(
            "{\"max_running\":3,\"deadline\":\"2hrs\",\"strategy\":\"SPREAD\","
                + "\"constraints\":[{\"attribute\":\"rack\",\"operator\":\"UNIQUE\"}],\"tasks\":["
                + task("a", "\"after\":[{\"task\":\"b\",\"condition\":\"ENDED\"}]")
                + ","
                + task("b", "")
                + "]}");

    assertThat(list.header.getConstraints(0).getAttribute()).isEqualTo("rack");
    assertThat(list.tasks.get(0).policy().getAfter(0).getTask()).isEqualTo("b");
  }

  @Test
  void whatComesBeforeMayBeItsIdAlone() throws Exception {
    String list =
        "{%s\"tasks\":["
            + task("a", "")
            + ","
            + task("b", "%s,\"array\":{\"count\":2}")
            + ","
            + task("c", "%s")
            + ","
            + task("d", "%3$s")
            + "]}";
    ReadList brief =
        ReadList.of(
            list.formatted(
                "\"after\":[\"j\",{\"job\":\"k\",\"condition\":\"ENDED\"}],",
                "\"after\":[\"a\"]",
                "\"after\":[\"b-1\",\"a\"]"));

    ReadList full =
        ReadList.of(
            list.formatted(
                "\"after\":[{\"job\":\"j\"},{\"job\":\"k\",\"condition\":\"ENDED\"}],",
                "\"after\":[{\"task\":\"a\"}]",
                "\"after\":[{\"task\":\"b-1\"},{\"task\":\"a\"}]"));
    assertThat(brief.header).isEqualTo(full.header);
    assertThat(brief.tasks).isEqualTo(full.tasks);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"max_running\":0|max_running",
        "\"deadline\":\"0secs\"|deadline",
        "\"failure_budget\":{\"percent\":101}|failure_budget.percent",
        "\"constraints\":[{\"operator\":\"UNIQUE\"}]|constraints[0].attribute",
        "\"constraints\":[{\"attribute\":\"a\",\"operator\":\"MAX_PER\"}]|constraints[0].value",
        "\"constraints\":[{\"attribute\":\"a\",\"operator\":\"LIKE\",\"value\":\"(\"}]"
            + "|constraints[0].value",
        "\"max_running\":3000000000|max_running: must be from 1 to 2147483647",
        "\"retry\":{\"jitter\":2}|retry.jitter",
        "\"retry\":{\"rules\":[{\"exit_codes\":[3,-1],\"action\":\"FAIL\"}]}"
            + "|retry.rules[0].exit_codes[1]",
        "\"after\":[\"\"]|after[0].job",
        "\"after\":[1]|after[0]",
        "\"retry\":{\"rules\":[{\"action\":\"FREE\"}]}|retry.rules[0]",
      })
  void badOnesAreRefusedWithTheirPlace(String field, String path) {
    assertThatThrownBy(() -> ReadList.of("{" + field + ",\"tasks\":[" + task("a", "") + "]}"))
        .isInstanceOf(InvalidTaskListException.class)
        .hasMessageContaining(path);
  }

  @Test
  void whatCannotBeReadIsToldOnce() {
    assertThatThrownBy(
            () ->
                ReadList.of(
                    "{\"constraints\":[{\"attribute\":\"a\",\"operator\":\"NOPE\"}],\"tasks\":["
                        + task("a", "")
                        + "]}"))
        .hasMessageContaining("has a problem")
        .hasMessageContaining("\"NOPE\" is none of CLUSTER");
  }

  @Test
  void cyclesAndUnknownTasksAreRefused() {
    assertThatThrownBy(
            () ->
                ReadList.of(
                    "{\"tasks\":["
                        + task("a", "\"after\":[{\"task\":\"b\"}]")
                        + ","
                        + task("b", "\"after\":[{\"task\":\"a\"}]")
                        + ","
                        + task("c", "\"after\":[\"x\"]")
                        + "]}"))
        .hasMessageContaining("waits for itself")
        .hasMessageContaining("no task \"x\"");
  }
}

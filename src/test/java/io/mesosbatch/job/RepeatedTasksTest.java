package io.mesosbatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * A list in UTF-8 says the same as in UTF-16, where no task is taken for another's like: the same
 * tasks, the same problems in the same places.
 */
class RepeatedTasksTest {
  private record Outcome(List<TaskSpec> tasks, Object rest) {}

  private static Outcome outcome(byte[] list) {
    try {
      ReadList read = ReadList.of(list);
      return new Outcome(read.tasks, read.header);
    } catch (InvalidTaskListException e) {
      // Jackson's parsers of bytes and of characters have other words for a broken text.
      String problems =
          e.problems().toString().replaceAll("this is no JSON: [^\n]* [(]line", "no JSON (line");
      return new Outcome(List.of(), problems);
    }
  }

  private static void assertSame(String list) {
    assertThat(outcome(list.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(outcome(list.getBytes(StandardCharsets.UTF_16BE)));
  }

  @Property(tries = 300)
  void listsMeanWhatTheParserAloneWouldRead(@ForAll Random random) {
    List<String> tasks = new ArrayList<>();
    boolean good = random.nextBoolean();
    int count = 1 + random.nextInt(random.nextInt(20) == 0 ? 1500 : 40);
    for (int i = 0; i < count; i++) {
      tasks.add(random.nextInt(good ? 10_000 : 12) == 0 ? odd(random, i) : plain(random, i));
    }
    String between = List.of(",", ", ", ",\n", "\n,\r\n ", "}, {").get(random.nextInt(4));
    String list = String.join(between, tasks);
    assertSame(
        switch (random.nextInt(6)) {
          case 0 -> "[" + list + "]";
          case 1 -> "[" + list + ",]";
          case 2 -> "{\"nome\":1,\n\"tasks\":[" + list + "],\"priority\":true}";
          case 3 -> "{\"name\":\"tasks\",\"labels\":{\"labels\":[]},\"tasks\" : [ " + list + "]}";
          case 4 -> "{\"tasks\":[" + list;
          default -> "{\"tasks\":[\n" + list + "\n],\"id\":\"j\"}\n";
        });
  }

  private static String plain(Random random, int number) {
    String id = random.nextInt(200) == 0 ? "t7" : "t" + number;
    String mem = random.nextInt(3) == 0 ? "128" : "64.5";
    return switch (random.nextInt(4)) {
      case 0 -> ReadList.task(id, "\"agent_id\":{\"value\":\"S1\"},\"kill_after\":\"1mins\"");
      case 1 ->
          ("{\"name\":\"n%d\",\n"
                  + "  \"taskId\": {\"value\":\"%s\"},\r\n"
                  + "  \"resources\":[{\"name\":\"mem\",\"type\":\"SCALAR\",\"scalar\":{\"value\":%s}}],\n"
                  + "\"command\":{\"shell\":false,\"value\":\"/bin/a%d\",\"arguments\":[\"a\",\"%d\"]}}")
              .formatted(number, id, mem, number, number);
      default ->
          ("{\"name\":\"n\",\"task_id\":{\"value\":\"%s\"},\"resources\":[{\"name\":\"mem\",\"type\":\"SCALAR\",\"scalar\":{\"value\":%s}}],\"command\":{\"value\":\"x"
                  + " %d\","
                  + "\"uris\":[{\"value\":\"http://h/%d\"}],\"environment\":{\"variables\":[{\"name\":"
                  + "\"A\",\"value\":\"%d\"}]}}}")
              .formatted(id, mem, number, number, number);
    };
  }

  private static String odd(Random random, int number) {
    return switch (random.nextInt(11)) {
      case 0 -> "7";
      case 1 -> "null";
      case 2 -> plain(random, number).replace("\"name\":\"n", "\"name\":\"\\u00e9\\n");
      case 3 -> plain(random, number).replace("{\"value\":\"t", "{\"value\":\"a/");
      case 4 -> plain(random, number).replace("\"value\":\"x", "\"valu\":\"x");
      case 5 -> plain(random, number).replaceAll("http://h/\\d+", " ");
      case 6 -> plain(random, number).replaceAll("\"value\":\"x \\d+\"", "\"value\":\"\"");
      case 7 -> plain(random, number).replace("SCALAR", "RANGES");
      case 8 -> "{\"tasks\":[" + plain(random, number) + "]}";
      case 9 -> plain(random, number).replaceFirst("[}]$", "");
      default -> plain(random, number).replace("\"command\":{", "\"command\":{\"value\":\"y\",");
    };
  }

  @Test
  void problemsKeepTheirPlaces() {
    String good = ReadList.task("a", "");
    String list =
        "["
            + String.join(",", good, ReadList.task("b", ""), ReadList.task("c", ""))
            + ",\n  "
            + String.join(", ", ReadList.task("d", ""), ReadList.task("a", ""), "{\"nam\":1}")
            + "]";
    assertThat(outcome(list.getBytes(StandardCharsets.UTF_8)).rest.toString())
        .contains("a")
        .isEqualTo(outcome(list.getBytes(StandardCharsets.UTF_16BE)).rest.toString());
  }

  @Test
  void longTasksAndLongListsAreRead() {
    List<String> tasks = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String text = "x".repeat(i % 9 == 0 ? 20_000 : 3_000 + i);
      tasks.add(ReadList.task("t" + i, "").replace("\"name\":\"", "\"name\":\"" + text));
    }
    assertSame("{\"tasks\":[" + String.join(",", tasks) + "]}");
  }
}

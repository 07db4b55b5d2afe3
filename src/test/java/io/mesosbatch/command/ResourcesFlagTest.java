package io.mesosbatch.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.resources.Resources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourcesFlagTest {
  private static final String JSON =
      """
      {"name": "cpus", "type": "SCALAR", "scalar": {"value": 2},
       "role": "web", "reservation": {"principal": "op"}}
      """;

  @TempDir Path directory;

  private static List<Resource> read(String value) throws Failures.BadInput {
    return ResourcesFlag.read("--resources", value);
  }

  @Test
  void readsEveryForm() throws Exception {
    Resource one = read(JSON).get(0);
    Path file = directory.resolve("resources");

    assertThat(one.getReservation().getPrincipal()).isEqualTo("op");
    assertThat(read("[" + JSON + "," + JSON + "]")).containsExactly(one, one);
    assertThat(read("{\"resources\":[" + JSON + "]}")).containsExactly(one);
    Files.writeString(file, " " + JSON);
    assertThat(read(file.toString())).containsExactly(one);
    assertThat(read("file://" + file)).containsExactly(one);
    Files.writeString(file, "cpus:1;mem:32\n");
    assertThat(read(file.toString())).isEqualTo(Resources.parse("cpus:1;mem:32").toProto());
    Files.write(file, Offer.Operation.Reserve.newBuilder().addResources(one).build().toByteArray());
    assertThat(read(file.toString())).containsExactly(one);
    assertThat(read("ports:[1-2, 5-6]")).hasSize(1);
    assertThat(read("cpus(web):1").get(0).getReservations(0).getRole()).isEqualTo("web");
  }

  @Test
  void saysWhatItCannotRead() throws Exception {
    Path file = Files.write(directory.resolve("noise"), new byte[] {0x7f, 1, 2, 3});

    assertThatThrownBy(() -> read("cpus:two")).hasMessageStartingWith("--resources: Cannot read");
    assertThatThrownBy(() -> read("[]")).hasMessage("--resources: there are no resources");
    assertThatThrownBy(() -> read("{\"nam\": 1}")).hasMessageContaining("nam");
    assertThatThrownBy(() -> read("{}")).hasMessageContaining("name");
    assertThatThrownBy(() -> read("[{\"name\": \"x\"}]")).hasMessageContaining("type");
    assertThatThrownBy(() -> read("[1]")).isInstanceOf(Failures.BadInput.class);
    assertThatThrownBy(() -> read("[{]")).hasMessageContaining("line 1");
    assertThatThrownBy(() -> read("/no/file")).hasMessageContaining("/no/file does not exist");
    assertThatThrownBy(() -> read(directory.toString())).hasMessageContaining("is a directory");
    assertThatThrownBy(() -> read(file.toString())).hasMessageContaining("neither JSON nor");
  }
}

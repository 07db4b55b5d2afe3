package io.mesosbatch.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The generated metadata is complete, and docs/component.md says the same. */
class CatalogTest {
  /** Camel's own options; its documentation describes them. */
  private static final Set<String> INHERITED =
      Set.of(
          "autowiredEnabled",
          "bridgeErrorHandler",
          "configuration",
          "exceptionHandler",
          "exchangePattern",
          "healthCheckConsumerEnabled",
          "healthCheckProducerEnabled",
          "lazyStartProducer");

  private JsonObject catalog;
  private String documentation;

  @BeforeEach
  void read() throws Exception {
    try (InputStream in =
        MesosComponent.class.getResourceAsStream("/META-INF/io/mesosbatch/component/mesos.json")) {
      assertThat(in).as("the generated catalog").isNotNull();
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      catalog = (JsonObject) Jsoner.deserialize(text);
    }
    documentation = Files.readString(Path.of("docs/component.md"));
  }

  private static String row(String name, JsonObject option) {
    Object value = option.get("defaultValue");
    return "| `"
        + name
        + "` | "
        + (value == null ? "" : "`" + value + "`")
        + " | "
        + option.getString("description")
        + " |";
  }

  @Test
  void theDocumentationListsEveryOption() {
    List<String> missing = new ArrayList<>();
    for (String group : List.of("componentProperties", "properties")) {
      Map<String, Object> options = catalog.getMap(group);
      assertThat(options).isNotEmpty();
      options.forEach(
          (name, option) -> {
            String row =
                INHERITED.contains(name) ? "`" + name + "`" : row(name, (JsonObject) option);
            if (!documentation.contains(row)) {
              missing.add(row);
            }
          });
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void theDocumentationListsEveryHeader() {
    List<String> missing = new ArrayList<>();
    Map<String, Object> headers = catalog.getMap("headers");
    headers.forEach(
        (name, option) -> {
          JsonObject header = (JsonObject) option;
          String row =
              "| `"
                  + name
                  + "` | `"
                  + header.getString("javaType")
                  + "` | "
                  + header.getString("description")
                  + " |";
          if (!documentation.contains(row)) {
            missing.add(row);
          }
        });
    assertThat(headers).hasSizeGreaterThan(10);
    assertThat(missing).isEmpty();
  }

  @Test
  void theDocumentationListsNothingElse() {
    Map<String, Object> known = new java.util.HashMap<>(catalog.getMap("componentProperties"));
    known.putAll(catalog.getMap("properties"));
    known.putAll(catalog.getMap("headers"));

    List<String> rows =
        documentation
            .substring(documentation.indexOf("## Options"))
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(3, line.indexOf('`', 3)))
            .toList();

    assertThat(rows).isNotEmpty().allMatch(known::containsKey);
    assertThat(rows).doesNotHaveDuplicates();
  }

  @Test
  void everyOptionIsDescribedAndSecretsAreSecret() {
    Map<String, Object> options = catalog.getMap("properties");
    options.forEach(
        (name, option) ->
            assertThat(((JsonObject) option).getString("description")).as(name).isNotBlank());

    assertThat(((JsonObject) options.get("secret")).getBoolean("secret")).isTrue();
    assertThat(new MesosConfiguration()).asString().doesNotContain("secret");
  }

  @Test
  void generatedConfigurersAreThere() throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.start();
      for (String name : List.of("mesos-component", "mesos-endpoint")) {
        PropertyConfigurer configurer =
            PluginHelper.getConfigurerResolver(camel).resolvePropertyConfigurer(name, camel);
        assertThat(configurer).as(name).isNotNull();
      }
    }
  }
}

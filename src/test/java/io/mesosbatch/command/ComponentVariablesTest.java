package io.mesosbatch.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComponentVariablesTest {
  @Test
  void aVariableIsThePropertyThatTheFileHas() {
    assertThat(
            ComponentVariables.properties(
                Map.of(
                    "CAMEL_COMPONENT_AWS2_SQS_SECRETKEY", "a",
                    "CAMEL_COMPONENT_AWS2_S3_SECRET_KEY", "b",
                    "CAMEL_MAIN_NAME", "c"),
                List.of("camel.component.aws2-sqs.secretKey", "camel.component.aws2-s3.secretKey")))
        .isEqualTo(
            Map.of(
                "camel.component.aws2-sqs.secretKey", "a",
                "camel.component.aws2-s3.secretKey", "b"));
  }

  @Test
  void orOneOfTheComponentThatItNames() {
    assertThat(
            ComponentVariables.properties(
                Map.of(
                    "CAMEL_COMPONENT_AWS2_SQS_REGION", "a",
                    "CAMEL_COMPONENT_JMS_CONNECTION_FACTORY", "b",
                    "CAMEL_COMPONENT_SEDA_QUEUE_SIZE", "c"),
                List.of()))
        .isEqualTo(
            Map.of(
                "camel.component.aws2-sqs.region", "a",
                "camel.component.jms.connection-factory", "b",
                "camel.component.seda.queue-size", "c"));
  }
}

package io.mesosbatch.component;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Metadata;

/** The message headers of the component. */
public final class MesosConstants {

  @Metadata(
      label = "consumer",
      description = "The type of the event: a value of EventType. Not set on a batch of events.",
      javaType = "String",
      important = true)
  public static final String EVENT_TYPE = "CamelMesosEventType";

  @Metadata(
      label = "consumer",
      description = "How many events the exchange carries, when batch=true.",
      javaType = "Integer")
  public static final String BATCH_SIZE = "CamelMesosBatchSize";

  @Metadata(
      label = "consumer",
      description = "The framework id of the session.",
      javaType = "String")
  public static final String FRAMEWORK_ID = "CamelMesosFrameworkId";

  @Metadata(
      label = "producer",
      description =
          "The operation, instead of the option operation (it wins over the option). One of"
              + " ACCEPT, DECLINE, ACCEPT_INVERSE_OFFERS, DECLINE_INVERSE_OFFERS, REVIVE,"
              + " SUPPRESS, KILL, SHUTDOWN, ACKNOWLEDGE, ACKNOWLEDGE_OPERATION_STATUS, RECONCILE,"
              + " RECONCILE_OPERATIONS, MESSAGE, REQUEST, UPDATE_FRAMEWORK, TEARDOWN.",
      javaType = "String",
      important = true)
  public static final String OPERATION = "CamelMesosOperation";

  @Metadata(
      description =
          "Consumer: the ids of the offers or inverse offers of the event. Producer: the offers"
              + " that ACCEPT, DECLINE and their inverse counterparts answer, where the body does"
              + " not name them; a single String will do.",
      javaType = "java.util.List<String>",
      important = true)
  public static final String OFFER_IDS = "CamelMesosOfferIds";

  @Metadata(
      description =
          "Consumer: the agent of an UPDATE, MESSAGE or FAILURE. Producer: the agent of a KILL,"
              + " SHUTDOWN or MESSAGE, where the body does not name it.",
      javaType = "String")
  public static final String AGENT_ID = "CamelMesosAgentId";

  @Metadata(
      description =
          "Consumer: the executor of an UPDATE, MESSAGE or FAILURE. Producer: the executor of a"
              + " SHUTDOWN or MESSAGE, where the body does not name it.",
      javaType = "String")
  public static final String EXECUTOR_ID = "CamelMesosExecutorId";

  @Metadata(
      description =
          "Consumer: the task of an UPDATE. Producer: the task that KILL kills, unless the body is"
              + " a TaskID, TaskStatus or TaskInfo.",
      javaType = "String",
      important = true)
  public static final String TASK_ID = "CamelMesosTaskId";

  @Metadata(
      label = "consumer",
      description = "The state in an UPDATE, for instance TASK_RUNNING.",
      javaType = "String",
      important = true)
  public static final String TASK_STATE = "CamelMesosTaskState";

  @Metadata(
      label = "consumer",
      description = "The reason in an UPDATE, for instance REASON_COMMAND_EXECUTOR_FAILED.",
      javaType = "String")
  public static final String REASON = "CamelMesosReason";

  @Metadata(
      label = "consumer",
      description =
          "The id of the operation (RESERVE, CREATE and so on) that an"
              + " UPDATE_OPERATION_STATUS speaks of.",
      javaType = "String")
  public static final String OPERATION_ID = "CamelMesosOperationId";

  @Metadata(
      label = "consumer",
      description = "The state in an UPDATE_OPERATION_STATUS, for instance OPERATION_FINISHED.",
      javaType = "String")
  public static final String OPERATION_STATE = "CamelMesosOperationState";

  @Metadata(
      label = "consumer",
      description =
          "The acknowledgement's uuid of an UPDATE or UPDATE_OPERATION_STATUS; not set if there is"
              + " nothing to acknowledge.",
      javaType = "byte[]")
  public static final String UUID = "CamelMesosUuid";

  @Metadata(
      label = "consumer",
      description = "When the status of an UPDATE was made, in milliseconds since the epoch.",
      javaType = "Long")
  public static final String MESSAGE_TIMESTAMP = Exchange.MESSAGE_TIMESTAMP;

  @Metadata(
      label = "producer",
      description =
          "For ACCEPT, DECLINE and their inverse counterparts: for how many seconds the master"
              + " keeps the refused resources from this framework. Wins over the option"
              + " refuseSeconds.",
      javaType = "Double")
  public static final String REFUSE_SECONDS = "CamelMesosRefuseSeconds";

  @Metadata(
      label = "producer",
      description =
          "The roles that REVIVE and SUPPRESS speak of: a list, or names with commas between. All"
              + " roles of the framework if not set.",
      javaType = "String")
  public static final String ROLES = "CamelMesosRoles";

  private MesosConstants() {}
}

package io.mesosbatch.local.master;

import io.mesosbatch.local.http.Exchange;
import io.mesosbatch.local.http.Reply;
import io.mesosbatch.mesos.v1.master.Call;
import io.mesosbatch.mesos.v1.master.Response;
import io.mesosbatch.mesos.v1.quota.QuotaStatus;
import io.mesosbatch.wire.ContentType;

/** POST /api/v1: the calls of operators. */
final class OperatorApi {
  private final Master master;
  private final Queries queries;
  private final OperatorActions actions;

  OperatorApi(Master master, Queries queries) {
    this.master = master;
    this.queries = queries;
    this.actions = new OperatorActions(master);
  }

  /**
   * @param principal authenticated, null without authentication
   */
  void handle(Exchange exchange, String principal) {
    try {
      decoded(exchange, principal);
    } catch (CallDecoder.Refused e) {
      exchange.reply(e.reply());
    }
  }

  private void decoded(Exchange exchange, String principal) throws CallDecoder.Refused {
    if (!exchange.method().equals("POST")) {
      throw new CallDecoder.Refused(Replies.onlyPost(exchange.method()));
    }
    Call.Builder builder = Call.newBuilder();
    CallDecoder.decode(exchange, builder);
    Call call = builder.build();
    String missing = missing(call);
    if (missing != null) {
      throw new CallDecoder.Refused(
          Reply.badRequest(
              "Failed to validate master::Call: Expecting '" + missing + "' to be present"));
    }
    ContentType accepted = CallDecoder.accepted(exchange);
    master.execute(() -> exchange.reply(reply(call, accepted, principal)));
  }

  /** The field that the type of the call needs and that is not there; null if all is there. */
  private static String missing(Call call) {
    if (!call.hasType()) {
      return "type";
    }
    boolean there =
        switch (call.getType()) {
          case RESERVE_RESOURCES -> call.hasReserveResources();
          case UNRESERVE_RESOURCES -> call.hasUnreserveResources();
          case CREATE_VOLUMES -> call.hasCreateVolumes();
          case DESTROY_VOLUMES -> call.hasDestroyVolumes();
          case GROW_VOLUME -> call.hasGrowVolume();
          case SHRINK_VOLUME -> call.hasShrinkVolume();
          case UPDATE_MAINTENANCE_SCHEDULE -> call.hasUpdateMaintenanceSchedule();
          case START_MAINTENANCE -> call.hasStartMaintenance();
          case STOP_MAINTENANCE -> call.hasStopMaintenance();
          case TEARDOWN -> call.hasTeardown();
          case MARK_AGENT_GONE -> call.hasMarkAgentGone();
          case DRAIN_AGENT -> call.hasDrainAgent();
          case DEACTIVATE_AGENT -> call.hasDeactivateAgent();
          case REACTIVATE_AGENT -> call.hasReactivateAgent();
          default -> true;
        };
    return there ? null : call.getType().name().toLowerCase(java.util.Locale.ROOT);
  }

  private Reply reply(Call call, ContentType accepted, String principal) {
    try {
      Response.Builder response = Response.newBuilder();
      if (query(call, response)) {
        return Reply.of(accepted.mediaType(), accepted.encode(response.build()));
      }
      return act(call, principal);
    } catch (RuntimeException e) {
      return Replies.failed(call.getType(), e);
    }
  }

  private boolean query(Call call, Response.Builder response) {
    switch (call.getType()) {
      case GET_HEALTH -> response.getGetHealthBuilder().setHealthy(true);
      case GET_FLAGS -> response.setGetFlags(queries.getFlags());
      case GET_VERSION -> response.getGetVersionBuilder().setVersionInfo(queries.version());
      case GET_STATE -> response.setGetState(queries.state());
      case GET_AGENTS -> response.setGetAgents(queries.agents());
      case GET_FRAMEWORKS -> response.setGetFrameworks(queries.frameworks());
      case GET_EXECUTORS -> response.setGetExecutors(queries.executors());
      case GET_OPERATIONS -> response.setGetOperations(queries.operations());
      case GET_TASKS -> response.setGetTasks(queries.tasks());
      case GET_ROLES -> response.setGetRoles(queries.roles());
      case GET_WEIGHTS -> {}
      case GET_MASTER -> response.setGetMaster(queries.master());
      case GET_MAINTENANCE_STATUS ->
          response.getGetMaintenanceStatusBuilder().setStatus(master.maintenance.status());
      case GET_MAINTENANCE_SCHEDULE ->
          response.getGetMaintenanceScheduleBuilder().setSchedule(master.maintenance.schedule());
      case GET_QUOTA -> response.getGetQuotaBuilder().setStatus(QuotaStatus.getDefaultInstance());
      default -> {
        return false;
      }
    }
    response.setType(Response.Type.valueOf(call.getType().name()));
    return true;
  }

  private Reply act(Call call, String principal) {
    return switch (call.getType()) {
      case RESERVE_RESOURCES -> actions.reserve(call.getReserveResources(), principal);
      case UNRESERVE_RESOURCES -> actions.unreserve(call.getUnreserveResources());
      case CREATE_VOLUMES -> actions.create(call.getCreateVolumes(), principal);
      case DESTROY_VOLUMES -> actions.destroy(call.getDestroyVolumes());
      case GROW_VOLUME -> actions.grow(call.getGrowVolume());
      case SHRINK_VOLUME -> actions.shrink(call.getShrinkVolume());
      case UPDATE_MAINTENANCE_SCHEDULE ->
          actions.updateSchedule(call.getUpdateMaintenanceSchedule().getSchedule());
      case START_MAINTENANCE ->
          actions.startMaintenance(call.getStartMaintenance().getMachinesList());
      case STOP_MAINTENANCE -> actions.stopMaintenance(call.getStopMaintenance().getMachinesList());
      case TEARDOWN -> actions.teardown(call.getTeardown().getFrameworkId().getValue());
      case MARK_AGENT_GONE -> actions.markGone(call.getMarkAgentGone().getAgentId());
      case DRAIN_AGENT -> actions.drain(call.getDrainAgent());
      case DEACTIVATE_AGENT -> actions.activate(call.getDeactivateAgent().getAgentId(), false);
      case REACTIVATE_AGENT -> actions.activate(call.getReactivateAgent().getAgentId(), true);
      default -> Reply.empty("501 Not Implemented");
    };
  }
}

package io.mesosbatch.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.operator.AgentView;
import io.mesosbatch.operator.Holding;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.wire.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what is reserved to whom. */
@Command(
    name = "reservations",
    sortOptions = false,
    usageHelpWidth = 100,
    description = "Shows what of each agent is reserved to which role, and what is free.")
final class ReservationsCommand implements Callable<Integer> {
  private static final List<String> HEADER = List.of("AGENT", "ROLE", "RESERVED", "FREE");

  @Spec CommandSpec spec;

  @Option(names = "--help", usageHelp = true, description = "Shows this.")
  boolean help;

  @Mixin OperatorFlags operator;

  @Option(
      names = "--output",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "A table, or JSON with the resources as Mesos writes them.")
  BatchCommand.Output output;

  @Override
  public Integer call() throws Exception {
    List<AgentView> agents = operator.agents();
    PrintWriter out = spec.commandLine().getOut();
    if (output == BatchCommand.Output.json) {
      json(agents, out);
    } else {
      table(agents, out);
    }
    out.flush();
    return ExitCode.ALL_FINISHED;
  }

  /** The unreserved rest stands in the row of the role "*". */
  private static void table(List<AgentView> agents, PrintWriter out) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    for (AgentView agent : agents) {
      String name = agent.address() + (agent.active() ? "" : " (inactive)");
      for (Holding holding : Holding.of(agent)) {
        String reserved = holding.role().equals("*") ? "" : shown(holding.total());
        rows.add(List.of(name, holding.role(), reserved, shown(holding.free())));
        name = "";
      }
    }
    int[] widths = new int[HEADER.size() - 1];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.println(line.append(row.get(widths.length)).toString().stripTrailing());
    }
  }

  private static String shown(Resources resources) {
    return resources.isEmpty() ? "-" : resources.toUnreserved().toString();
  }

  private static void json(List<AgentView> agents, PrintWriter out) throws IOException {
    JsonGenerator json = new JsonFactory().createGenerator(out);
    json.useDefaultPrettyPrinter().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.writeStartArray();
    for (AgentView agent : agents) {
      json.writeStartObject();
      json.writeStringField("agent_id", agent.id().getValue());
      json.writeStringField("hostname", agent.hostname());
      json.writeNumberField("port", agent.port());
      json.writeBooleanField("active", agent.active());
      json.writeArrayFieldStart("roles");
      for (Holding holding : Holding.of(agent)) {
        json.writeStartObject();
        json.writeStringField("role", holding.role());
        resources(json, "total", holding.total());
        resources(json, "free", holding.free());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.close();
    out.println();
  }

  private static void resources(JsonGenerator json, String name, Resources resources)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Resource resource : resources.toProto()) {
      JsonWriter.write(resource, json);
    }
    json.writeEndArray();
  }
}

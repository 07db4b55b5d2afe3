package io.mesosbatch.pipeline;

import io.mesosbatch.job.PortCount;
import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.DiscoveryInfo;
import io.mesosbatch.mesos.v1.Environment;
import io.mesosbatch.mesos.v1.Port;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.resources.Ranges;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells a task the ports that were chosen for it ({@link PortCount}): PORT0, PORT1 and so on in its
 * environment, in its discovery, and in checks whose port is 0.
 */
final class ChosenPorts {
  private static final String PORTS = "ports";

  private ChosenPorts() {}

  /**
   * @param task to be launched, with the resources it gets
   * @param spec as the list has it
   */
  static void tell(TaskInfo.Builder task, TaskInfo spec) {
    if (PortCount.of(spec) == 0) {
      return;
    }
    Ranges chosen = ports(task.getResourcesList()).minus(ports(spec.getResourcesList()));
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < chosen.count(); i++) {
      for (long port = chosen.begin(i); port <= chosen.end(i); port++) {
        ports.add((int) port);
      }
    }
    environment(task, ports);
    discovery(task, ports);
    checks(task, ports.get(0));
  }

  private static Ranges ports(List<Resource> resources) {
    Ranges ports = Ranges.EMPTY;
    for (Resource resource : resources) {
      if (resource.getName().equals(PORTS)) {
        ports = ports.plus(Ranges.of(resource.getRanges()));
      }
    }
    return ports;
  }

  private static void environment(TaskInfo.Builder task, List<Integer> ports) {
    CommandInfo.Builder command =
        task.hasExecutor()
            ? task.getExecutorBuilder().getCommandBuilder()
            : task.getCommandBuilder();
    for (int i = 0; i < ports.size(); i++) {
      command
          .getEnvironmentBuilder()
          .addVariables(
              Environment.Variable.newBuilder()
                  .setName("PORT" + i)
                  .setValue(Integer.toString(ports.get(i))));
    }
  }

  /** Ports that the list gives the number 0 get theirs in order; without any, all are added. */
  private static void discovery(TaskInfo.Builder task, List<Integer> ports) {
    if (!task.hasDiscovery()) {
      task.getDiscoveryBuilder()
          .setVisibility(DiscoveryInfo.Visibility.FRAMEWORK)
          .setName(task.getName());
    }
    DiscoveryInfo.Builder discovery = task.getDiscoveryBuilder();
    if (discovery.getPorts().getPortsCount() == 0) {
      for (int i = 0; i < ports.size(); i++) {
        Port.Builder port = Port.newBuilder().setNumber(ports.get(i)).setName("port" + i);
        discovery.getPortsBuilder().addPorts(port);
      }
      return;
    }
    int next = 0;
    for (Port.Builder port : discovery.getPortsBuilder().getPortsBuilderList()) {
      if (port.getNumber() == 0 && next < ports.size()) {
        port.setNumber(ports.get(next++));
      }
    }
  }

  private static void checks(TaskInfo.Builder task, int port) {
    if (task.getHealthCheck().hasHttp() && task.getHealthCheck().getHttp().getPort() == 0) {
      task.getHealthCheckBuilder().getHttpBuilder().setPort(port);
    }
    if (task.getHealthCheck().hasTcp() && task.getHealthCheck().getTcp().getPort() == 0) {
      task.getHealthCheckBuilder().getTcpBuilder().setPort(port);
    }
    if (task.getCheck().hasHttp() && task.getCheck().getHttp().getPort() == 0) {
      task.getCheckBuilder().getHttpBuilder().setPort(port);
    }
    if (task.getCheck().hasTcp() && task.getCheck().getTcp().getPort() == 0) {
      task.getCheckBuilder().getTcpBuilder().setPort(port);
    }
  }
}

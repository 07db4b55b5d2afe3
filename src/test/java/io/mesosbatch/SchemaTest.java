package io.mesosbatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosbatch.mesos.v1.MesosProto;
import io.mesosbatch.mesos.v1.agent.AgentProto;
import io.mesosbatch.mesos.v1.allocator.AllocatorProto;
import io.mesosbatch.mesos.v1.executor.ExecutorProto;
import io.mesosbatch.mesos.v1.maintenance.MaintenanceProto;
import io.mesosbatch.mesos.v1.master.MasterProto;
import io.mesosbatch.mesos.v1.quota.QuotaProto;
import io.mesosbatch.mesos.v1.scheduler.SchedulerProto;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our schema against the descriptors in Apache's own jar, message by message, field by field. */
class SchemaTest {
  /** Came after Mesos 1.11.0: how the lines about it begin. */
  private static final List<String> NEWER =
      List.of(
          "value mesos.v1.CapabilityInfo.Capability.PERFMON = 1038",
          "value mesos.v1.CapabilityInfo.Capability.BPF = 1039",
          "value mesos.v1.CapabilityInfo.Capability.CHECKPOINT_RESTORE = 1040",
          "value mesos.v1.MasterInfo.Capability.Type.QUOTA_V2 = 3",
          "message mesos.v1.ResourceStatistics.RatePercentiles",
          "message mesos.v1.ResourceStatistics.RateStatistics",
          "field mesos.v1.ResourceStatistics.RatePercentiles.",
          "field mesos.v1.ResourceStatistics.RateStatistics.",
          "field mesos.v1.ResourceStatistics.mem_kmem_usage_bytes = 52",
          "field mesos.v1.ResourceStatistics.mem_kmem_tcp_usage_bytes = 53",
          "field mesos.v1.ResourceStatistics.net_rate_statistics = 54",
          "field mesos.v1.ResourceStatistics.net_ephemeral_ports = 55",
          "field mesos.v1.ResourceStatistics.net_rx_burst_rate_limit = 50",
          "field mesos.v1.ResourceStatistics.net_rx_burst_size = 51",
          "field mesos.v1.ResourceStatistics.net_rx_rate_limit = 49",
          "field mesos.v1.ResourceStatistics.net_tx_burst_rate_limit = 47",
          "field mesos.v1.ResourceStatistics.net_tx_burst_size = 48",
          "field mesos.v1.ResourceStatistics.net_tx_rate_limit = 46");

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of(
            MesosProto.getDescriptor(), org.apache.mesos.v1.Protos.getDescriptor().toProto()),
        Arguments.of(
            SchedulerProto.getDescriptor(),
            org.apache.mesos.v1.scheduler.Protos.getDescriptor().toProto()),
        Arguments.of(
            MasterProto.getDescriptor(),
            org.apache.mesos.v1.master.Protos.getDescriptor().toProto()),
        Arguments.of(
            AgentProto.getDescriptor(), org.apache.mesos.v1.agent.Protos.getDescriptor().toProto()),
        Arguments.of(
            ExecutorProto.getDescriptor(),
            org.apache.mesos.v1.executor.Protos.getDescriptor().toProto()),
        Arguments.of(
            MaintenanceProto.getDescriptor(),
            org.apache.mesos.v1.maintenance.Protos.getDescriptor().toProto()),
        Arguments.of(
            QuotaProto.getDescriptor(), org.apache.mesos.v1.quota.Protos.getDescriptor().toProto()),
        Arguments.of(
            AllocatorProto.getDescriptor(),
            org.apache.mesos.v1.allocator.Protos.getDescriptor().toProto()));
  }

  @ParameterizedTest
  @MethodSource("files")
  void nothingIsMissingOrDifferent(FileDescriptor ours, org.apache.mesos.protobuf.Message theirs)
      throws Exception {
    assertThat(difference(lines(theirs), lines(ours))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void nothingIsAddedThatIsNotKnownToBeNewer(
      FileDescriptor ours, org.apache.mesos.protobuf.Message theirs) throws Exception {
    Set<String> added = difference(lines(ours), lines(theirs));
    assertThat(added).allMatch(line -> NEWER.stream().anyMatch(line::startsWith));
  }

  @Test
  void whatIsNewerIsThere() {
    Set<String> ours = lines(MesosProto.getDescriptor());
    assertThat(NEWER).allMatch(newer -> ours.stream().anyMatch(line -> line.startsWith(newer)));
  }

  private static Set<String> difference(Set<String> of, Set<String> without) {
    Set<String> rest = new TreeSet<>(of);
    rest.removeAll(without);
    return rest;
  }

  private static Set<String> lines(FileDescriptor file) {
    return lines(file.toProto());
  }

  private static Set<String> lines(org.apache.mesos.protobuf.Message file)
      throws InvalidProtocolBufferException {
    return lines(FileDescriptorProto.parseFrom(file.toByteArray()));
  }

  private static Set<String> lines(FileDescriptorProto file) {
    Set<String> lines = new TreeSet<>();
    file.getMessageTypeList().forEach(m -> message(file.getPackage(), m, lines));
    file.getEnumTypeList().forEach(e -> enumeration(file.getPackage(), e, lines));
    return lines;
  }

  private static void message(String scope, DescriptorProto message, Set<String> lines) {
    String name = scope + "." + message.getName();
    lines.add("message " + name);
    message.getFieldList().forEach(f -> lines.add(field(name, f)));
    message.getNestedTypeList().forEach(m -> message(name, m, lines));
    message.getEnumTypeList().forEach(e -> enumeration(name, e, lines));
  }

  private static String field(String message, FieldDescriptorProto field) {
    return String.join(
        " ",
        "field",
        message + "." + field.getName(),
        "= " + field.getNumber(),
        field.getLabel().name(),
        field.getType().name(),
        field.getTypeName(),
        field.hasDefaultValue() ? "default " + field.getDefaultValue() : "");
  }

  private static void enumeration(String scope, EnumDescriptorProto type, Set<String> lines) {
    String name = scope + "." + type.getName();
    type.getValueList()
        .forEach(v -> lines.add("value " + name + "." + v.getName() + " = " + v.getNumber()));
  }
}

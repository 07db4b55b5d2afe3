package io.mesosbatch.scheduling;

import static io.mesosbatch.scheduling.World.task;
import static io.mesosbatch.scheduling.World.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.v1.Constraint;
import io.mesosbatch.v1.Constraint.Operator;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.TaskPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/**
 * Random jobs with all operators on agents with attributes of all kinds, ends and restarts: each
 * launch is as {@link WrittenConstraints} has it, and what an agent allows runs in the end.
 */
class ConstraintPropertiesTest {
  private static final String[] NAMES = {
    "rack", "rack", "cores", "tags", "span", "dedicated", "hostname", "nowhere"
  };
  private static final String[] REGEXES = {"a|b", "ss", "ssd", "8.*", ".*", "\\[1-5.*", "a.*0"};
  private static final String[] VALUES = {
    "a", "8.0", "8", "{gpu,ssd}", "[1-5]", "[1-5, 9-9]", "db", "a0.example"
  };

  /** What is placed at once: a task, or the tasks of a group. */
  private static final class Pod {
    final List<TaskKey> tasks = new ArrayList<>();
    final List<Constraint> constraints = new ArrayList<>();
    Phase phase = Phase.PENDING;
    int launches;
    Offer on;
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs();
  }

  @Property(tries = 400)
  void whatIsWrittenHolds(@ForAll("seeds") long seed) {
    new Run(new SplittableRandom(seed)).play();
  }

  private static final class Run {
    final SplittableRandom random;
    final List<Offer> agents = new ArrayList<>();
    final Map<Long, JobPlan> plans = new LinkedHashMap<>();
    final Map<TaskKey, Pod> pods = new LinkedHashMap<>();
    World world = new World();
    int seen;
    int checked;

    Run(SplittableRandom random) {
      this.random = random;
    }

    void play() {
      for (int i = 0; i < 1 + random.nextInt(6); i++) {
        agents.add(agent(i));
      }
      step(List.of(), world.subscribed());
      for (int i = 0; i < 60; i++) {
        switch (random.nextInt(12)) {
          case 0, 1 -> accept();
          case 2, 3, 4 -> endSome();
          case 5 -> restart();
          case 6 -> change();
          default -> offer(some());
        }
      }
      for (int i = 0; i <= pods.size(); i++) {
        running().forEach(pod -> end(pod, TaskState.TASK_FINISHED));
        offer(agents);
      }
      running().forEach(pod -> end(pod, TaskState.TASK_FINISHED));
      for (Pod pod : pods.values()) {
        boolean possible =
            agents.stream().anyMatch(a -> WrittenConstraints.allow(pod.constraints, a));
        assertThat(pod.phase.ended() || !possible).as("%s waits", pod.constraints).isTrue();
      }
      Statistics.label("launches that others decide").collect(checked > 0);
    }

    void step(List<Offer> offered, Input... inputs) {
      world.now += 2_000;
      world.send(inputs);
      for (; seen < world.changes.size(); seen++) {
        Change change = world.changes.get(seen);
        if (change instanceof Change.Launched launch) {
          launched(launch, offered);
        } else if (change instanceof Change.Requeued again) {
          Pod pod = pods.get(again.task());
          pod.phase = Phase.PENDING;
          pod.on = null;
        } else if (change instanceof Change.TaskEnded end) {
          Pod pod = pods.get(end.task());
          pod.phase = end.phase();
          pod.on = null;
        }
      }
    }

    void launched(Change.Launched launch, List<Offer> offered) {
      Pod pod = pods.get(launch.task());
      if (pod.on != null) {
        assertThat(launch.agentId()).isEqualTo(pod.on.getAgentId().getValue());
        return;
      }
      Offer agent =
          offered.stream()
              .filter(a -> a.getAgentId().getValue().equals(launch.agentId()))
              .findFirst()
              .orElseThrow();
      assertThat(WrittenConstraints.allow(pod.constraints, agent))
          .as("%s on %s", pod.constraints, agent.getAttributesList())
          .isTrue();
      List<Offer> instead =
          offered.stream().filter(a -> WrittenConstraints.allow(pod.constraints, a)).toList();
      for (Constraint constraint : pod.constraints) {
        List<Offer> others =
            running().stream()
                .filter(other -> other.tasks.get(0).job() == launch.task().job())
                .filter(other -> other.constraints.contains(constraint))
                .map(other -> other.on)
                .toList();
        checked += others.size();
        assertThat(WrittenConstraints.allows(constraint, agent, others, instead))
            .as("%s on %s beside %s", constraint, agent, others)
            .isTrue();
      }
      pod.on = agent;
      pod.phase = Phase.LAUNCHED;
      pod.launches++;
    }

    List<Pod> running() {
      return pods.values().stream().distinct().filter(pod -> pod.on != null).toList();
    }

    List<Offer> some() {
      List<Offer> some = new ArrayList<>(agents);
      some.removeIf(agent -> random.nextInt(3) == 0);
      return some;
    }

    void offer(List<Offer> some) {
      Offer[] offers =
          some.stream()
              .map(a -> world.offer("x", 1, 1).toBuilder().mergeFrom(a).build())
              .toArray(Offer[]::new);
      if (offers.length > 0) {
        step(some, World.offers(offers));
      }
    }

    void endSome() {
      TaskState[] states = {TaskState.TASK_FINISHED, TaskState.TASK_FAILED, TaskState.TASK_LOST};
      for (Pod pod : running()) {
        if (random.nextInt(3) == 0) {
          end(pod, states[random.nextInt(states.length)]);
        }
      }
    }

    void end(Pod pod, TaskState state) {
      step(
          List.of(),
          pod.tasks.stream()
              .map(task -> update(task, pod.launches, state, null))
              .toArray(Input[]::new));
    }

    /** An agent comes back with other attributes, while nothing of ours is there. */
    void change() {
      int i = random.nextInt(agents.size());
      if (running().stream().noneMatch(pod -> pod.on.equals(agents.get(i)))) {
        agents.set(i, agent(i));
      }
    }

    void restart() {
      World next = new World();
      next.now = world.now;
      world = next;
      seen = 0;
      for (JobPlan plan : plans.values()) {
        List<RestoredTask> tasks = new ArrayList<>();
        for (int i = 0; i < plan.tasks(); i++) {
          Pod pod = pods.get(new TaskKey(plan.number(), i));
          if (pod.launches > 0) {
            String agent = pod.on == null ? "" : pod.on.getAgentId().getValue();
            String host = pod.on == null ? "" : pod.on.getHostname();
            tasks.add(new RestoredTask(i, pod.phase, pod.launches, 0, agent, host, 1, 0, "", 0));
          }
        }
        step(List.of(), new Input.JobRestored(plan, tasks, Optional.empty()));
      }
      step(List.of(), world.subscribed());
    }

    void accept() {
      long number = plans.size() + 1;
      Job.Builder job = Job.newBuilder().setId("job" + number);
      for (int i = random.nextInt(3); i > 0; i--) {
        job.addConstraints(constraint());
      }
      boolean grouped = random.nextInt(4) == 0;
      JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
      Map<String, Pod> byGroup = new HashMap<>();
      for (int i = 0; i < 1 + random.nextInt(8); i++) {
        TaskPolicy.Builder policy = TaskPolicy.newBuilder();
        if (random.nextInt(3) == 0) {
          policy.addConstraints(constraint());
        }
        String group = "g" + i / 2;
        if (grouped) {
          policy.setGroup(group);
        }
        plan.add(new TaskSpec(task("t" + i, 0.1, 1).info(), policy.build()));
        Pod pod = grouped ? byGroup.computeIfAbsent(group, g -> new Pod()) : new Pod();
        pod.tasks.add(new TaskKey(number, i));
        pod.constraints.addAll(policy.getConstraintsList());
        pods.put(new TaskKey(number, i), pod);
      }
      pods.forEach(
          (key, pod) -> {
            if (key.job() == number && pod.tasks.get(0).equals(key)) {
              pod.constraints.addAll(job.getConstraintsList());
            }
          });
      plans.put(number, plan.build(number, job.build()));
      step(List.of(), new Input.JobAccepted(plans.get(number)));
    }

    Constraint constraint() {
      Operator operator = Operator.values()[random.nextInt(Operator.values().length)];
      String value =
          switch (operator) {
            case LIKE, UNLIKE -> any(REGEXES);
            case IS -> any(VALUES);
            case CLUSTER -> random.nextBoolean() ? "" : any(VALUES);
            case MAX_PER -> "" + (1 + random.nextInt(2));
            case GROUP_BY -> random.nextBoolean() ? "" : "" + (1 + random.nextInt(3));
            default -> "";
          };
      Constraint.Builder constraint =
          Constraint.newBuilder().setAttribute(any(NAMES)).setOperator(operator);
      return (value.isEmpty() ? constraint : constraint.setValue(value)).build();
    }

    private String any(String[] of) {
      return of[random.nextInt(of.length)];
    }

    /** As it offers itself, with plenty of everything. Two may share a host. */
    Offer agent(int number) {
      Offer.Builder offer = world.offer("a" + number, 100, 10_000).toBuilder().clearId();
      offer.setHostname("a" + number / 2 + ".example");
      offer.addResources(World.scalar("disk", 10_000));
      for (int i = random.nextInt(3); i > 0; i--) {
        offer.addAttributes(attribute("rack", any(new String[] {"a", "b", "c", "ab"})));
      }
      if (random.nextBoolean()) {
        offer.addAttributes(
            Attribute.newBuilder()
                .setName("cores")
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(random.nextBoolean() ? 8 : 8.5)));
      }
      if (random.nextBoolean()) {
        Value.Set.Builder tags = Value.Set.newBuilder().addItem("ssd");
        offer.addAttributes(
            Attribute.newBuilder()
                .setName("tags")
                .setType(Value.Type.SET)
                .setSet(random.nextBoolean() ? tags.addItem("gpu") : tags));
      }
      if (random.nextBoolean()) {
        Value.Ranges.Builder span = Value.Ranges.newBuilder();
        span.addRange(Value.Range.newBuilder().setBegin(1).setEnd(5));
        offer.addAttributes(
            Attribute.newBuilder()
                .setName("span")
                .setType(Value.Type.RANGES)
                .setRanges(
                    random.nextBoolean()
                        ? span
                        : span.addRange(Value.Range.newBuilder().setBegin(9).setEnd(9))));
      }
      if (random.nextInt(6) == 0) {
        offer.addAttributes(attribute("dedicated", random.nextBoolean() ? "db" : "team/x"));
      }
      return offer.buildPartial();
    }

    private static Attribute attribute(String name, String value) {
      return Attribute.newBuilder()
          .setName(name)
          .setType(Value.Type.TEXT)
          .setText(Value.Text.newBuilder().setValue(value))
          .build();
    }
  }
}

package io.mesosbatch.scheduling;

import static io.mesosbatch.scheduling.World.offers;
import static io.mesosbatch.scheduling.World.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.v1.Constraint.Operator;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.TaskPolicy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private World world = new World();
  private long jobs;

  private void accept(Job.Builder header, TaskSpec... tasks) {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    for (TaskSpec task : tasks) {
      plan.add(task);
    }
    long number = ++jobs;
    world.send(
        world.subscribed(),
        new Input.JobAccepted(plan.build(number, header.setId("job" + number).build())));
  }

  private Waiting only() {
    assertThat(world.scheduler.explain()).hasSize(1);
    return world.scheduler.explain().get(0);
  }

  private List<String> reasons() {
    return world.scheduler.explain().stream()
        .flatMap(w -> w.reasons(i -> "t" + i).stream())
        .toList();
  }

  private Offer offer(String agent, double cpus, double mem, String rack) {
    return world.offer(agent, cpus, mem).toBuilder()
        .addAttributes(
            Attribute.newBuilder()
                .setName("rack")
                .setType(Value.Type.TEXT)
                .setText(Value.Text.newBuilder().setValue(rack)))
        .build();
  }

  private static Job.Builder constrained(String attribute, Operator operator, String value) {
    Job.Builder job = Job.newBuilder();
    job.addConstraintsBuilder().setAttribute(attribute).setOperator(operator).setValue(value);
    return job;
  }

  @Test
  void noOfferYet() {
    accept(Job.newBuilder(), task("a", 64, 1), task("b", 64, 1));

    assertThat(only())
        .isEqualTo(
            new Waiting(
                "job1",
                2,
                List.of(0, 1),
                "cpus:64; mem:1",
                List.of("no agent has made an offer yet"),
                List.of(),
                false));
  }

  @Test
  void noAgentIsLargeEnough() {
    accept(Job.newBuilder(), task("a", 64, 1));
    world.send(offers(world.offer("a1", 8, 1000)));

    assertThat(reasons())
        .containsExactly("no agent has 64 cpus in all; the most that one has shown is 8");
    assertThat(only().never()).isTrue();
  }

  @Test
  void anAgentThatIsGoneIsForgotten() {
    accept(Job.newBuilder(), task("a", 64, 1));
    world.send(offers(world.offer("a1", 8, 1000), world.offer("a2", 16, 1000)));
    Event.Builder gone = Event.newBuilder().setType(Event.Type.FAILURE);
    gone.getFailureBuilder().getAgentIdBuilder().setValue("a2");

    world.send(new Input.MesosEvent(gone.build()));
    assertThat(reasons())
        .containsExactly("no agent has 64 cpus in all; the most that one has shown is 8");

    world.send(world.subscribed());
    assertThat(reasons()).containsExactly("no agent has made an offer yet");
  }

  @Test
  void anAgentThatIsGoneIsRememberedWhileATaskOfOursMayStillBeThere() {
    accept(Job.newBuilder(), task("a", 1, 1), task("b", 64, 1));
    world.send(offers(world.offer("a1", 8, 1000)));
    Event.Builder gone = Event.newBuilder().setType(Event.Type.FAILURE);
    gone.getFailureBuilder().getAgentIdBuilder().setValue("a1");

    world.send(new Input.MesosEvent(gone.build()), world.subscribed());

    assertThat(reasons())
        .containsExactly("no agent has 64 cpus in all; the most that one has shown is 8");
  }

  @Test
  void noAgentHasAllOfItTogether() {
    accept(Job.newBuilder(), task("a", 8, 8000));
    world.send(offers(world.offer("a1", 8, 1000), world.offer("a2", 1, 8000)));

    assertThat(reasons()).containsExactly("no agent has cpus:8; mem:8000 together");
    assertThat(only().never()).isTrue();
  }

  @Test
  void theRestOfTheOffersIsTooSmall() {
    TaskSpec[] tasks = new TaskSpec[13];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] = task("t" + i, 1, 4096);
    }
    accept(Job.newBuilder(), tasks);
    Offer[] offers = new Offer[12];
    for (int i = 0; i < offers.length; i++) {
      offers[i] = world.offer("a" + i, 8, i == 7 ? 6144 : 5000);
    }
    world.send(offers(offers));

    assertThat(reasons())
        .containsExactly("offers of the last 30 s: 12, best had mem 2048 of 4096 (a7.example)");
    assertThat(only().never()).isFalse();
    world.tick(31_000);
    assertThat(reasons())
        .containsExactly(
            "offers of the last 30 s: 0 (the master keeps back what fits no task); before, the"
                + " best had mem 2048 of 4096 (a7.example)");
  }

  @Test
  void allRacksAreTaken() {
    TaskSpec[] tasks = new TaskSpec[5];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] = task("t" + i, 1, 1);
    }
    accept(constrained("rack", Operator.UNIQUE, ""), tasks);
    world.send(
        offers(
            offer("a1", 8, 1000, "r1"),
            offer("a2", 8, 1000, "r2"),
            offer("a3", 8, 1000, "r3"),
            offer("a4", 8, 1000, "r4"),
            offer("a5", 8, 1000, "r4")));

    assertThat(reasons()).containsExactly("rack UNIQUE: all 4 racks taken");
  }

  @Test
  void moreRacksAreWantedThanThereAre() {
    accept(
        constrained("rack", Operator.GROUP_BY, "3"),
        task("a", 1, 1),
        task("b", 1, 1),
        task("c", 1, 1));
    world.send(offers(offer("a1", 8, 1000, "r1"), offer("a2", 8, 1000, "r2")));

    assertThat(reasons()).containsExactly("rack GROUP_BY 3: 3 racks are wanted, 2 are known");
  }

  @Test
  void onlyOffersOfWhereItMayGoAreTold() {
    accept(constrained("rack", Operator.CLUSTER, ""), task("a", 3, 1), task("b", 3, 1));
    world.send(offers(offer("a1", 4, 1000, "r1")));
    world.send(offers(offer("a1", 1, 999, "r1"), offer("a2", 8, 1000, "r2")));

    assertThat(reasons())
        .containsExactly("offers of the last 30 s: 3, best had cpus 1 of 3 (a1.example)");
  }

  @Test
  void theOnlyHostIsTaken() {
    accept(constrained("hostname", Operator.UNIQUE, ""), task("a", 1, 1), task("b", 1, 1));
    world.send(offers(world.offer("a1", 8, 1000)));

    assertThat(reasons()).containsExactly("hostname UNIQUE: the only host, a1.example, is taken");
  }

  @Test
  void noAgentIsRight() {
    accept(constrained("rack", Operator.LIKE, "x.*"), task("a", 1, 1));
    world.send(offers(offer("a1", 8, 1000, "r1"), offer("a2", 8, 1000, "r2")));

    assertThat(reasons()).containsExactly("rack LIKE x.*: none of 2 agents is right");
    assertThat(only().never()).isTrue();
  }

  @Test
  void eachConstraintHasAPlaceButNotBothTogether() {
    Job.Builder job = constrained("rack", Operator.CLUSTER, "");
    job.addConstraintsBuilder().setAttribute("hostname").setOperator(Operator.UNIQUE);
    accept(job, task("a", 1, 1), task("b", 1, 1));
    world.send(offers(offer("a1", 8, 1000, "r1")));
    world.send(offers(offer("a2", 8, 1000, "r2")));

    assertThat(reasons())
        .containsExactly(
            "none of 2 agents is right for rack CLUSTER and hostname UNIQUE together, as long as"
                + " the job's other tasks are where they are");
  }

  @Test
  void theOnlyAgentThatIsRightIsDedicatedToOthers() {
    accept(constrained("rack", Operator.UNLIKE, "r1"), task("a", 1, 1));
    Offer.Builder apart = world.offer("a2", 8, 1000).toBuilder();
    apart.addAttributesBuilder().setName("dedicated").setType(Value.Type.TEXT);
    world.send(offers(offer("a1", 8, 1000, "r1"), apart.build()));

    assertThat(reasons()).containsExactly("the agents that are right are dedicated to other tasks");
  }

  @Test
  void thePinnedAgentIsUnknown() {
    accept(Job.newBuilder(), World.pinned(task("a", 1, 1), "a9"));
    world.send(offers(world.offer("a1", 8, 1000)));

    assertThat(reasons()).containsExactly("agent a9 has made no offer yet");
  }

  @Test
  void limitsAndOtherJobs() {
    accept(Job.newBuilder().setMaxRunning(1), task("a", 1, 1), task("b", 1, 1));
    Job.Builder later = Job.newBuilder();
    later.addAfterBuilder().setJob("job1");
    later.addAfterBuilder().setJob("tomorrow");
    accept(later, task("c", 1, 1));
    world.send(offers(world.offer("a1", 8, 1000)));

    assertThat(reasons())
        .containsExactly(
            "max_running: 1 of the job's tasks run",
            "the job comes after job1, tomorrow (not known)");
  }

  private static TaskSpec in(String group, String id) {
    TaskPolicy policy = TaskPolicy.newBuilder().setGroup(group).build();
    return new TaskSpec(task(id, 1, 1).info(), policy);
  }

  @Test
  void whatIsLeftOfALimitMayNotBeEnoughForAGroup() {
    FairShares shares = new FairShares(Map.of(), Map.of("carl", 4, "dora", 2));
    world = new World(SchedulingOptions.DEFAULT.with(shares));
    accept(Job.newBuilder().setUser("carl"), task("a", 1, 1), task("b", 1, 1));
    accept(Job.newBuilder().setMaxRunning(3), task("a", 1, 1));
    world.send(offers(world.offer("a1", 8, 1000)));
    TaskSpec[] group = {in("g", "a"), in("g", "b"), in("g", "c")};
    accept(Job.newBuilder().setUser("carl"), group);
    accept(Job.newBuilder().setUser("dora"), group);
    TaskSpec[] more = {task("x", 1, 1), group[0], group[1], group[2]};
    accept(Job.newBuilder().setMaxRunning(3), more);
    world.send(offers(world.offer("a1", 1, 1000)));

    assertThat(reasons())
        .containsExactly(
            "user carl may have 4 tasks at a time, and has 2; the group needs room for 3",
            "user dora may have 2 tasks at a time, fewer than the 3 of the group",
            "max_running: 1 of the job's tasks run, of at most 3; the group needs room for 3");
    assertThat(world.scheduler.explain())
        .extracting(Waiting::never)
        .containsExactly(false, true, false);
  }

  @Test
  void whereItKeepsAwayFromItDoesNotWaitForAnOffer() {
    world.send(world.subscribed());
    Job.Builder job = constrained("rack", Operator.IS, "r1").setId("job1");
    job.getRetryBuilder().setMaxAttempts(2);
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    plan.add(task("a", 1, 1));
    world.send(new Input.JobAccepted(plan.build(1, job.build())));
    Offer[] both = {offer("a1", 8, 1000, "r1"), offer("a2", 8, 1000, "r2")};
    Effect.Launch launch = World.launches(world.send(offers(both))).get(0);
    world.send(World.update(launch, TaskState.TASK_FAILED));
    world.now += 2_000;
    world.send(offers(offer("a1", 8, 1000, "r1"), offer("a2", 8, 1000, "r2")));

    assertThat(reasons())
        .hasSize(2)
        .anyMatch(r -> r.startsWith("keeps away from agent a1, where it failed, until "))
        .anyMatch(
            r -> r.matches("offers of the last 30 s: \\d, none of an agent where it may run"));
  }

  @Test
  void tasksThatComeAfterOthers() {
    accept(
        Job.newBuilder(),
        task("t0", 1, 1),
        task("t1", 64, 1),
        task("t2", 64, 1),
        after("t3", "t0", "t1", "t2"),
        after("t4", "t1", "t2", "t0"),
        after("t5", "t4"));
    Effect.Launch t0 = World.launches(world.send(offers(world.offer("a1", 2, 9)))).get(0);
    world.send(World.update(t0, TaskState.TASK_FINISHED));

    assertThat(reasons()).contains("waits for t1, t2", "waits for t4");
    assertThat(world.scheduler.explain())
        .filteredOn(w -> !w.after().isEmpty())
        .extracting(Waiting::first)
        .containsExactly(List.of(3, 4), List.of(5));
  }

  @Test
  void aTaskThatComesAfterManyNamesSome() {
    TaskSpec[] tasks = new TaskSpec[15];
    String[] before = new String[14];
    for (int i = 0; i < 14; i++) {
      tasks[i] = task("t" + i, 64, 1);
      before[i] = "t" + i;
    }
    tasks[14] = after("t14", before);
    accept(Job.newBuilder(), tasks);

    assertThat(reasons())
        .contains("waits for t0, t1, t2, t3, t4, t5, t6, t7, t8, t9 and for 4 more");
  }

  private static TaskSpec after(String id, String... before) {
    TaskPolicy.Builder policy = TaskPolicy.newBuilder();
    for (String task : before) {
      policy.addAfterBuilder().setTask(task);
    }
    return new TaskSpec(task(id, 1, 1).info(), policy.build());
  }

  @Test
  void backoffEndsAtATime() {
    world.send(world.subscribed());
    world.send(world.job(new RetryRule(3, 10_000, 60_000, 0, List.of(), true), task("a", 1, 1)));
    Effect.Launch launch = World.launches(world.send(offers(world.offer("a1", 8, 1000)))).get(0);
    world.send(World.update(launch, TaskState.TASK_FAILED));

    assertThat(reasons()).containsExactly("backoff until 1970-01-01T00:16:50Z");
  }

  @Test
  void anAgentIsKeptFreeForWhatStarves() {
    accept(Job.newBuilder(), task("large", 8, 1000));
    accept(Job.newBuilder(), task("small", 1, 1));
    world.send(offers(world.offer("a1", 8, 1000), world.offer("a2", 8, 1000)));
    accept(Job.newBuilder(), task("larger", 8, 1000));
    for (int i = 0; i < 12; i++) {
      world.now += 30_000;
      world.send(new Input.Tick(), offers(world.offer("a2", 7, 999)));
    }

    assertThat(world.scheduler.keptFree()).isPresent();
    assertThat(reasons())
        .anyMatch(r -> r.matches("a[12].example \\(agent a[12]\\) is kept free for it until .*"));
  }

  @Test
  void manyShapesAreCountedBeyondTheLargest() {
    TaskSpec[] tasks = new TaskSpec[8];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] = task("t" + i, i < 3 ? 64 : 65 + i, 1);
    }
    accept(Job.newBuilder(), tasks);

    assertThat(world.scheduler.explain(List.of("job1", "nobody"), 2))
        .extracting(Waiting::tasks)
        .containsExactly(3, 1, 4);
  }

  @Test
  void aLargeGraphIsExplainedByItsGroups() {
    TaskSpec[] tasks = new TaskSpec[100_000];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] = i == 0 ? task("t0", 64, 1) : after("t" + i, "t" + i / 2);
    }
    accept(Job.newBuilder(), tasks);

    List<Waiting> all = world.scheduler.explain();
    assertThat(all).hasSizeLessThan(30);
    assertThat(all.stream().mapToInt(Waiting::tasks).sum()).isEqualTo(tasks.length);
  }
}

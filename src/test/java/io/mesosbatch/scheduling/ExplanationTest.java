package io.mesosbatch.scheduling;

import static io.mesosbatch.scheduling.World.offers;
import static io.mesosbatch.scheduling.World.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.v1.Constraint.Operator;
import io.mesosbatch.v1.Job;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private final World world = new World();
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

  @Test
  void noOfferYet() {
    accept(Job.newBuilder(), task("a", 64, 1), task("b", 64, 1));

    assertThat(only())
        .isEqualTo(
            new Waiting(
                "job1", 2, "cpus:64; mem:1", java.util.List.of("no agent has made an offer yet")));
  }

  @Test
  void noAgentIsLargeEnough() {
    accept(Job.newBuilder(), task("a", 64, 1));
    world.send(offers(world.offer("a1", 8, 1000)));

    assertThat(only().reasons())
        .containsExactly("no agent is known to have 64 cpus in all; the largest has 8");
  }

  @Test
  void theRestOfTheOffersIsTooSmall() {
    accept(Job.newBuilder(), task("a", 4, 1000), task("b", 4, 1000));
    world.send(offers(world.offer("a1", 6, 1500)));

    assertThat(only().reasons())
        .containsExactly(
            "offers of the last 30 s: 1, the best left cpus 2 of 4, mem 500 of 1000 on agent a1");
  }

  @Test
  void constraintsAreTaken() {
    Job.Builder job = Job.newBuilder();
    job.addConstraintsBuilder().setAttribute("hostname").setOperator(Operator.UNIQUE);
    accept(job, task("a", 1, 1), task("b", 1, 1));
    world.send(offers(world.offer("a1", 8, 1000)));

    assertThat(only().reasons())
        .containsExactly("constraint hostname UNIQUE: none of 1 agents may have another task");
  }

  @Test
  void limitsAndOtherJobs() {
    accept(Job.newBuilder().setMaxRunning(1), task("a", 1, 1), task("b", 1, 1));
    Job.Builder later = Job.newBuilder();
    later.addAfterBuilder().setJob("job1");
    accept(later, task("c", 1, 1));
    world.send(offers(world.offer("a1", 8, 1000)));

    assertThat(world.scheduler.explain())
        .flatExtracting(Waiting::reasons)
        .containsExactly("max_running: 1 tasks of the job run", "the job comes after job1");
  }
}

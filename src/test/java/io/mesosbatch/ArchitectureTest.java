package io.mesosbatch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rooms of the house and who may call on whom; see docs/architecture.md. */
@AnalyzeClasses(packages = "io.mesosbatch", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String SCHEMA = "io.mesosbatch.mesos..";
  private static final String JOB_SCHEMA = "io.mesosbatch.v1..";

  @ArchTest
  static final ArchRule theCoreIsPure =
      noClasses()
          .that()
          .resideInAnyPackage("io.mesosbatch.scheduling..", "io.mesosbatch.resources..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.camel..",
              "io.netty..",
              "java.io..",
              "java.nio.file..",
              "java.nio.channels..",
              "java.net..",
              "java.sql..",
              "org.slf4j..")
          .because("it is tested with plain values, and replayed");

  @ArchTest
  static final ArchRule theCoreHasNoClock =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.mesosbatch.scheduling..", "io.mesosbatch.resources..", "io.mesosbatch.job..")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .because("time is handed in");

  @ArchTest
  static final ArchRule theCoreHasNoThreads =
      noClasses()
          .that()
          .resideInAnyPackage("io.mesosbatch.scheduling..", "io.mesosbatch.resources..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(java.util.concurrent.Executor.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class);

  @ArchTest
  static final ArchRule resourcesKnowOnlyTheSchema =
      noClasses()
          .that()
          .resideInAPackage("io.mesosbatch.resources..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.mesosbatch.job..",
              "io.mesosbatch.scheduling..",
              "io.mesosbatch.store..",
              "io.mesosbatch.wire..",
              "io.mesosbatch.client..",
              "io.mesosbatch.component..",
              "io.mesosbatch.pipeline..",
              "io.mesosbatch.local..",
              "io.mesosbatch.command..");

  @ArchTest
  static final ArchRule schedulingLooksInward =
      noClasses()
          .that()
          .resideInAPackage("io.mesosbatch.scheduling..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.mesosbatch.store..",
              "io.mesosbatch.wire..",
              "io.mesosbatch.client..",
              "io.mesosbatch.component..",
              "io.mesosbatch.pipeline..",
              "io.mesosbatch.local..",
              "io.mesosbatch.command..");

  @ArchTest
  static final ArchRule jobLooksInward =
      noClasses()
          .that()
          .resideInAPackage("io.mesosbatch.job..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.camel..",
              "io.netty..",
              "io.mesosbatch.scheduling..",
              "io.mesosbatch.store..",
              "io.mesosbatch.client..",
              "io.mesosbatch.component..",
              "io.mesosbatch.pipeline..",
              "io.mesosbatch.local..",
              "io.mesosbatch.command..");

  @ArchTest
  static final ArchRule theOperatorsStepsAreOnlyWorkedOut =
      noClasses()
          .that()
          .resideInAPackage("io.mesosbatch.operator..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.camel..",
              "io.netty..",
              "io.mesosbatch.job..",
              "io.mesosbatch.scheduling..",
              "io.mesosbatch.store..",
              "io.mesosbatch.client..",
              "io.mesosbatch.component..",
              "io.mesosbatch.pipeline..",
              "io.mesosbatch.local..",
              "io.mesosbatch.command..");

  @ArchTest
  static final ArchRule wireKnowsNoTransport =
      noClasses()
          .that()
          .resideInAPackage("io.mesosbatch.wire..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.camel..",
              "io.netty..",
              "io.mesosbatch.client..",
              "io.mesosbatch.component..",
              "io.mesosbatch.local..",
              "io.mesosbatch.job..",
              "io.mesosbatch.scheduling..",
              "io.mesosbatch.store..",
              "io.mesosbatch.pipeline..",
              "io.mesosbatch.command..");

  @ArchTest
  static final ArchRule theClientKnowsNoCamelAndNoBatches =
      noClasses()
          .that()
          .resideInAPackage("io.mesosbatch.client..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.camel..",
              JOB_SCHEMA,
              "io.mesosbatch.component..",
              "io.mesosbatch.local..",
              "io.mesosbatch.job..",
              "io.mesosbatch.scheduling..",
              "io.mesosbatch.store..",
              "io.mesosbatch.pipeline..",
              "io.mesosbatch.command..");

  @ArchTest
  static final ArchRule theComponentStandsOnItsOwn =
      noClasses()
          .that()
          .resideInAPackage("io.mesosbatch.component..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.mesosbatch.local..",
              "io.mesosbatch.job..",
              "io.mesosbatch.scheduling..",
              "io.mesosbatch.store..",
              "io.mesosbatch.pipeline..",
              "io.mesosbatch.command..");

  @ArchTest
  static final ArchRule theEmbeddedMesosKnowsNoBatches =
      noClasses()
          .that()
          .resideInAPackage("io.mesosbatch.local..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.camel..",
              JOB_SCHEMA,
              "io.mesosbatch.client..",
              "io.mesosbatch.component..",
              "io.mesosbatch.job..",
              "io.mesosbatch.scheduling..",
              "io.mesosbatch.store..",
              "io.mesosbatch.pipeline..",
              "io.mesosbatch.command..");

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("io.mesosbatch.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theSchemaKnowsNobody =
      noClasses()
          .that()
          .resideInAnyPackage(SCHEMA, JOB_SCHEMA)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.mesosbatch.scheduling..", "io.mesosbatch.job..");
}

package com.trmlabs.portal;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.trmlabs.portal.kernel.Activity;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;

@AnalyzeClasses(packages = "com.trmlabs.portal", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule kubernetesClientStaysInItsAdapter = noClasses()
            .that().resideOutsideOfPackages("com.trmlabs.portal.kubernetes..", "com.trmlabs.portal.rehearsal..")
            .should().dependOnClassesThat().resideInAPackage("io.fabric8..")
            .because("the product speaks its own words about clusters; only the adapter knows the client");

    @ArchTest
    static final ArchRule nothingWaitsForTheClientsIdeaOfReady = noClasses()
            .that().resideOutsideOfPackage("com.trmlabs.portal.rehearsal..")
            .should().callMethodWhere(target(nameStartingWith("waitUntil")).and(target(owner(resideInAPackage("io.fabric8..")))))
            .because("a Deployment that was ready before an apply still is right after it; health is measured once its controller has observed that apply");

    @ArchTest
    static final ArchRule googleClientsStayInTheirAdapter = noClasses()
            .that().resideOutsideOfPackages("com.trmlabs.portal.google..", "com.trmlabs.portal.rehearsal..")
            .should().dependOnClassesThat().resideInAnyPackage("com.google.cloud..", "com.google.api..", "com.google.auth..",
                    "com.google.container..", "io.grpc..")
            .because("faults and types of Google's APIs are translated once, in the adapter");

    @ArchTest
    static final ArchRule helmStaysInItsAdapter = noClasses()
            .that().resideOutsideOfPackage("com.trmlabs.portal.helm..")
            .should().dependOnClassesThat().resideInAPackage("com.marcnuri.helm..")
            .because("a plan asks for rendered objects, not for Helm");

    @ArchTest
    static final ArchRule quartzOnlyStartsThings = noClasses()
            .that(not(resideInAnyPackage("com.trmlabs.portal.scheduling..")).and(not(simpleNameEndingWith("Job"))))
            .should().dependOnClassesThat().resideInAPackage("org.quartz..")
            .because("when something runs is apart from what it does");

    @ArchTest
    static final ArchRule vaadinStaysInViews = noClasses()
            .that().resideOutsideOfPackages("..ui..").and().doNotHaveFullyQualifiedName(SecurityConfiguration.class.getName())
            .should().dependOnClassesThat().resideInAPackage("com.vaadin..")
            .because("activities serve pages, the API and jobs alike; only the filter chain must know the pages' framework");

    @ArchTest
    static final ArchRule kernelIsPlainJava = classes()
            .that().resideInAPackage("com.trmlabs.portal.kernel..")
            .should().onlyDependOnClassesThat().resideInAnyPackage("com.trmlabs.portal.kernel..", "java..", "org.jspecify..",
                    "org.springframework.modulith..")
            .because("every module shares these words, so no framework comes with them");

    @ArchTest
    static final ArchRule timeComesIn = noClasses()
            .should().callMethod(Instant.class, "now")
            .orShould().callMethod(LocalDate.class, "now")
            .orShould().callMethod(ZonedDateTime.class, "now")
            .because("a Clock bean says what time it is, so that tests can");

    @ArchTest
    static final ArchRule activitiesCanBeWatched = methods()
            .that().areAnnotatedWith(Activity.class)
            .should().notBePrivate().andShould().notBeFinal().andShould().notBeStatic()
            .andShould().beDeclaredInClassesThat().areNotInterfaces()
            .allowEmptyShould(true)
            .because("a refusal is recorded by a proxy around the bean, which sees neither private calls nor annotations of interfaces");
}

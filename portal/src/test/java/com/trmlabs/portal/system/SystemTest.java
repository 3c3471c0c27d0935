package com.trmlabs.portal.system;

import com.trmlabs.portal.PortalApplication;
import com.trmlabs.portal.ReadClasses;
import com.trmlabs.portal.change.StoppableRuns;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;

/**
 * The whole portal, its simulated Google, a customer's database on the real cluster, and a cluster onboarded there. All of it is
 * made once for the suites of a JVM; each suite leaves a service behind that works.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = PortalApplication.class, properties = "spring.main.allow-bean-definition-overriding=true")
@ActiveProfiles("rehearsal")
@ContextConfiguration(initializers = {ReadClasses.class, World.Beginning.class})
@Import({StoppableRuns.class, LentTokens.class, CountedCalls.class, PlannedSteps.class, Portal.class, OwnDatabase.class})
@interface SystemTest {}

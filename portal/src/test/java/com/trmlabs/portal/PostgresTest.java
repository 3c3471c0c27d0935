package com.trmlabs.portal;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestExecutionListeners;
import org.springframework.test.context.TestExecutionListeners.MergeMode;

/**
 * The whole portal on a real PostgreSQL: one server per JVM, a database of its own per Spring context, migrations as in
 * production. Quartz stands still, a test calls what jobs call; beans are made when they are first asked for.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@SpringBootTest(classes = PortalApplication.class)
@ContextConfiguration(initializers = {ReadClasses.class, FreshDatabase.class})
@TestExecutionListeners(listeners = SecurityOfTheContext.class, mergeMode = MergeMode.MERGE_WITH_DEFAULTS)
public @interface PostgresTest {

    @AliasFor(annotation = SpringBootTest.class)
    String[] properties() default {};

    @AliasFor(annotation = SpringBootTest.class)
    SpringBootTest.WebEnvironment webEnvironment() default SpringBootTest.WebEnvironment.MOCK;
}

package com.trmlabs.portal.rehearsing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.audit.AuditRecord;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.test.context.ActiveProfiles;

/** Who asked for the example stands in the record, and so does who was refused. No pipeline runs here, so it ends at its first release. */
@PostgresTest
@ActiveProfiles("rehearsal")
@Import(AuditRecord.class)
class ExampleIT {

    @Autowired Example example;
    @Autowired AuditRecord record;

    @Test
    void recordsWhoAskedForIt() {
        As.person("operator@example.test", Role.OPERATOR).run(example::load);
        await().atMost(Duration.ofMinutes(1)).until(() -> !example.isRunning());

        assertThat(record.about("example")).singleElement().satisfies(entry -> {
            assertThat(entry.at("/action").asString()).isEqualTo("rehearsal.load-example");
            assertThat(entry.at("/actor/name").asString()).isEqualTo("operator@example.test");
            assertThat(entry.at("/outcome").asString()).isEqualTo("ALLOWED");
        });
    }

    @Test
    void recordsWhoWasRefused() {
        As approver = As.person("approver1@example.test", Role.APPROVER);

        assertThatThrownBy(() -> approver.run(example::load)).isInstanceOf(AccessDeniedException.class);

        assertThat(record.about("portal")).anySatisfy(entry -> {
            assertThat(entry.at("/action").asString()).isEqualTo("rehearsal.load-example");
            assertThat(entry.at("/actor/name").asString()).isEqualTo("approver1@example.test");
            assertThat(entry.at("/outcome").asString()).isEqualTo("DENIED");
        });
    }
}

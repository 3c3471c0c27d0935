package com.trmlabs.portal.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.Activity;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.DomainEvent;
import com.trmlabs.portal.kernel.Refusal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.transaction.annotation.Transactional;

@PostgresTest
@Import({AuditLogIT.Desk.class, AuditRecord.class})
class AuditLogIT {

    private static final As ANN = As.person("ann@example.test", Role.OPERATOR);

    @Autowired
    Desk desk;

    @Autowired
    AuditRecord record;

    @Autowired
    Sequencer sequencer;

    @Autowired
    JdbcClient sql;

    @Autowired
    ApplicationEventPublisher events;

    @Test
    void writesAnEventBesideTheChangeThatItIsAbout() {
        ANN.run(() -> desk.rename("written", "from", "to"));

        var entry = record.about("written").getFirst();
        assertThat(entry.at("/actor/name").asString()).isEqualTo("ann@example.test");
        assertThat(entry.at("/actor/address").asString()).isEqualTo("127.0.0.1");
        assertThat(entry.at("/action").asString()).isEqualTo("test.rename");
        assertThat(entry.at("/before/name").asString()).isEqualTo("from");
        assertThat(entry.at("/after/name").asString()).isEqualTo("to");
        assertThat(entry.at("/customer").asString()).isEqualTo("bluefin");
        assertThat(entry.at("/outcome").asString()).isEqualTo("ALLOWED");
    }

    @Test
    void keepsNoEventOfAChangeThatFailsAfterIt() {
        assertThatThrownBy(() -> ANN.run(() -> desk.renameAndFail("failed"))).isInstanceOf(IllegalStateException.class);

        assertThat(record.about("failed")).hasSize(1).first().satisfies(entry -> {
            assertThat(entry.at("/outcome").asString()).isEqualTo("FAILED");
            assertThat(entry.at("/reason").asString()).isEqualTo("IllegalStateException").doesNotContain("secret");
        });
    }

    @Test
    void refusesAnEventOutsideOfATransaction() {
        assertThatThrownBy(() -> ANN.run(() -> events.publishEvent(new Renamed("alone", "a", "b"))))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("outside of a transaction");
    }

    @Test
    void keepsTheRecordOfARefusalWhoseTransactionRollsBack() {
        assertThatThrownBy(() -> ANN.run(() -> desk.refuse(new CustomerId("cedar")))).isInstanceOf(Refusal.class);

        assertThat(sql.sql("select count(*) from qrtz_locks where lock_name = 'refused'").query(Integer.class).single()).isZero();
        assertThat(record.about("cedar")).hasSize(1).first().satisfies(entry -> {
            assertThat(entry.at("/outcome").asString()).isEqualTo("DENIED");
            assertThat(entry.at("/reason").asString()).isEqualTo("Cedar is closed on Sundays.");
            assertThat(entry.at("/customer").asString()).isEqualTo("cedar");
        });
    }

    @Test
    void recordsADeniedRightAndAStranger() {
        assertThatThrownBy(() -> As.person("ben@example.test", Role.AUDITOR).run(() -> desk.rename("denied", "a", "b")))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(record.about("denied")).singleElement().satisfies(entry -> {
            assertThat(entry.at("/actor/name").asString()).isEqualTo("ben@example.test");
            assertThat(entry.at("/outcome").asString()).isEqualTo("DENIED");
        });
    }

    @Test
    void recordsARefusalOnceWhenOneActivityCallsAnother() {
        assertThatThrownBy(() -> ANN.run(() -> desk.outer("nested"))).isInstanceOf(Refusal.class);

        assertThat(record.about("nested")).singleElement()
                .satisfies(entry -> assertThat(entry.at("/action").asString()).isEqualTo("test.inner"));
    }

    @Test
    void numbersWithoutAGapWhileManyWriteAndTwoSequence() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = IntStream.range(0, 8).<Callable<Void>>mapToObj(writer -> () -> {
                for (int i = 0; i < 50; i++) {
                    int number = i;
                    ANN.run(() -> desk.rename("busy", String.valueOf(number), writer + ""));
                }
                return null;
            });
            var sequencers = IntStream.range(0, 2).<Callable<Void>>mapToObj(number -> () -> {
                for (int i = 0; i < 50; i++) {
                    sequencer.sequence();
                }
                return null;
            });
            for (var done : pool.invokeAll(Stream.concat(writers, sequencers).toList())) {
                done.get();
            }
        }
        assertThat(record.about("busy")).hasSize(400);
        assertThat(sql.sql("select max(seq) + 1 = count(*) and min(seq) = 0 from audit_event").query(Boolean.class).single()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "update audit_event set actor = 'somebody else'",
        "delete from audit_event",
        "truncate audit_event",
        "update audit_outbox set entry = '{}'",
        "truncate audit_outbox",
        "alter table audit_event disable trigger all",
        "drop table audit_event",
        "insert into audit_event (seq, outbox_id, at, actor, action, subject, outcome, entry) values (999999, -1, now(), 'x', 'x', 'x', 'ALLOWED', '{}')"
    })
    void refusesToAlterTheRecord(String tampering) {
        ANN.run(() -> desk.rename("kept", "a", "b"));
        int kept = record.about("kept").size();

        assertThatThrownBy(() -> sql.sql(tampering).update()).isInstanceOf(DataAccessException.class);

        assertThat(record.about("kept")).hasSize(kept);
    }

    @Test
    void keepsAnEventThatIsNotInTheLogYet() {
        assertThatThrownBy(() -> ANN.run(() -> desk.renameAndDropOutbox("dropped"))).isInstanceOf(DataAccessException.class);
    }

    @Test
    void writesTheTextOfAnEntryInItsCanonicalForm() {
        ANN.run(() -> desk.rename("canonical", "ö \u2028", "€"));

        record.about("canonical");
        var text = sql.sql("select entry from audit_event where subject = 'canonical'").query(String.class).single();
        assertThat(text).isEqualTo(Canonical.json(text)).startsWith("{\"action\":\"test.rename\",\"actor\":{");
    }

    record Renamed(String subject, String from, String to) implements DomainEvent {

        @Override
        public String action() {
            return "test.rename";
        }

        @Override
        public Optional<CustomerId> customer() {
            return Optional.of(new CustomerId("bluefin"));
        }

        @Override
        public Map<String, ?> before() {
            return Map.of("name", from);
        }

        @Override
        public Map<String, ?> after() {
            return Map.of("name", to);
        }
    }

    @TestConfiguration
    static class Desk {

        @Autowired
        ApplicationEventPublisher events;

        @Autowired
        JdbcClient sql;

        @Autowired
        Inner inner;

        @Activity("test.rename")
        @PreAuthorize("hasRole('OPERATOR')")
        @Transactional
        void rename(String subject, String from, String to) {
            events.publishEvent(new Renamed(subject, from, to));
        }

        @Activity("test.rename")
        @Transactional
        void renameAndFail(String subject) {
            events.publishEvent(new Renamed(subject, "a", "b"));
            throw new IllegalStateException("with a secret");
        }

        @Transactional
        void renameAndDropOutbox(String subject) {
            events.publishEvent(new Renamed(subject, "a", "b"));
            sql.sql("delete from audit_outbox").update();
        }

        @Activity("test.refuse")
        @Transactional
        void refuse(CustomerId customer) {
            sql.sql("insert into qrtz_locks (sched_name, lock_name) values ('test', 'refused')").update();
            throw new Refusal("Cedar is closed on Sundays.");
        }

        @Activity("test.outer")
        @Transactional
        void outer(String subject) {
            inner.refuse(subject);
        }

        @Bean
        static Inner inner() {
            return new Inner();
        }
    }

    static class Inner {

        @Activity("test.inner")
        @Transactional
        void refuse(String subject) {
            throw new Refusal("Not now.");
        }
    }
}

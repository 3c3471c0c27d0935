package com.trmlabs.gallery;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.trmlabs.portal.audit.AuditEvent;
import com.trmlabs.portal.audit.AuditQueries;
import com.trmlabs.portal.audit.AuditReading;
import com.trmlabs.portal.audit.Outcome;
import com.trmlabs.portal.rehearsing.Director;
import com.trmlabs.portal.rehearsing.Director.SwitchedFault;
import com.trmlabs.portal.rehearsing.Example;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** An audit log with an entry of each outcome, and a rehearsal with two faults on. */
@TestConfiguration(proxyBeanMethods = false)
class SampleRecord {

    private static AuditEvent event(long seq, String actor, String action, String subject, Outcome outcome, String reason) {
        return new AuditEvent(seq, Instant.now().minusSeconds(9_000 - seq), actor, actor, "PERSON", Optional.of("192.0.2.17"), Optional.of(Instant.now().minusSeconds(10_000)),
                Optional.of("pwd, otp"), action, subject, Optional.of("bluefin"), Optional.of("bluefin-prod.api"), outcome, Optional.of(reason),
                Map.of("release", "2.3.1", "inputs.replicas.max", "10"), Map.of("release", "2.4.0", "inputs.replicas.max", "20"));
    }

    @Bean
    AuditQueries auditQueries() {
        var events = List.of(event(2, "the portal", "change.step", "C-1047", Outcome.FAILED, "The new image does not start: exit 1, 3 times"),
                event(1, "stranger@example.test", "approval.vote", "C-1042", Outcome.DENIED, "You requested C-1042, so you cannot vote on it."),
                event(0, "operator@example.test", "change.submit", "C-1042", Outcome.ALLOWED, "OPS-311: pages of counterparties overlap"));
        AuditQueries queries = mock(AuditQueries.class);
        when(queries.events(any(), anyInt(), anyInt())).thenReturn(events);
        when(queries.count(any())).thenReturn(events.size());
        when(queries.find(anyLong())).thenAnswer(asked -> events.stream().filter(event -> event.seq() == asked.<Long>getArgument(0)).findFirst());
        when(queries.choices()).thenReturn(new AuditQueries.Choices(events.stream().map(AuditEvent::actor).toList(), List.of("bluefin"),
                List.of("bluefin-prod.api"), events.stream().map(AuditEvent::action).toList()));
        return queries;
    }

    @Bean
    AuditReading auditReading() {
        AuditReading reading = mock(AuditReading.class);
        when(reading.exports()).thenReturn(true);
        when(reading.exportable(any())).thenReturn(3L);
        return reading;
    }

    @Bean
    Director director() {
        Director director = mock(Director.class);
        when(director.faults()).thenReturn(List.of(new SwitchedFault(1, "IMAGE_PULL", "bluefin-prod", "api", 1),
                new SwitchedFault(2, "API_THROTTLED", "everywhere", "", 0.2)));
        return director;
    }

    @Bean
    Example example() {
        Example example = mock(Example.class);
        when(example.isLoaded()).thenReturn(true);
        when(example.progress()).thenReturn("Loaded: 2 customers, 1 cluster, 3 releases, C-1 waits for approval.");
        return example;
    }
}

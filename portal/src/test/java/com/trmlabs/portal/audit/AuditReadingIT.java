package com.trmlabs.portal.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.matchesPattern;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.authentication;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.audit.AuditReading.Format;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.DomainEvent;
import com.trmlabs.portal.kernel.ServiceName;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.context.WebApplicationContext;

@PostgresTest
@Import(AuditRecord.class)
class AuditReadingIT {

    private static final As AUDITOR = As.person("auditor@example.test", Role.AUDITOR);

    @Autowired
    AuditQueries queries;

    @Autowired
    AuditReading reading;

    @Autowired
    AuditRecord record;

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    WebApplicationContext context;

    @Autowired
    JdbcClient sql;

    @BeforeEach
    void someEvents() {
        say("ann@example.test", new Said("reading-one", "bluefin", "=cmd|' /C calc'!A0", Optional.of(ServiceName.of("bluefin-prod.api")), false));
        say("ben@example.test", new Said("reading-two", "cedar", "100 % sure_thing", Optional.of(ServiceName.of("cedar-eu.api")), true));
        record.about("reading-two");
    }

    @Test
    void findsByEachPartOfAFilter() {
        assertThat(subjects(filter(Map.of("actor", List.of("ann@example.test"))))).containsOnly("reading-one");
        assertThat(subjects(filter(Map.of("customer", List.of("cedar"))))).containsOnly("reading-two");
        assertThat(subjects(filter(Map.of("action", List.of("test.say"), "q", List.of("100 % SURE_"))))).containsOnly("reading-two");
        assertThat(subjects(filter(Map.of("q", List.of("1__ % sure"))))).isEmpty();
        assertThat(subjects(filter(Map.of("service", List.of("bluefin-prod.api"))))).containsOnly("reading-one");
        assertThat(subjects(filter(Map.of("outcome", List.of("ALLOWED"), "action", List.of("test.say"))))).containsOnly("reading-one");
        assertThat(subjects(filter(Map.of("outcome", List.of("DENIED"), "action", List.of("test.say"))))).containsOnly("reading-two");
        assertThat(subjects(filter(Map.of("outcome", List.of("FAILED"), "action", List.of("test.say"))))).isEmpty();
        assertThat(subjects(filter(Map.of("to", List.of("2020-01-01"))))).isEmpty();
        assertThat(subjects(filter(Map.of("from", List.of("2020-01-01"), "action", List.of("test.say"))))).contains("reading-one", "reading-two");
    }

    @Test
    void findsTextInSubjectReasonAndValuesAndNotInTheNamesOfFields() {
        say("ann@example.test", new Altered("wire-7", Optional.of("they said \"never\",\nthen \\ left \0"), Map.of("owner", "Zoë", "size", 4711),
                Map.of("images", List.of("api@sha256:99", Map.of("pooler", "pgpool-of-altered")), "open", true)));
        record.about("wire-7");

        for (String found : List.of("WIRE-7", "said \"never\"", "\"never\",\nthen", "\\ left", "zoë", "4711", "sha256:99", "pgpool-of-altered", "true")) {
            assertThat(subjects(filter(Map.of("q", List.of(found), "action", List.of("test.alter"))))).as(found).containsExactly("wire-7");
        }
        for (String name : List.of("reason", "before", "owner", "images", "pooler", "ann@example.test", "PERSON", "\":\"", "alter\"")) {
            assertThat(subjects(filter(Map.of("q", List.of(name), "action", List.of("test.alter"))))).as(name).isEmpty();
        }
    }

    @Test
    void readsPageByPageNewestFirst() {
        someEvents();
        someEvents();
        var said = filter(Map.of("action", List.of("test.say")));
        AUDITOR.run(() -> {
            List<Long> all = places(said, 0, 1000);
            assertThat(all).hasSizeGreaterThanOrEqualTo(6).hasSize(queries.count(said)).isSortedAccordingTo(Comparator.reverseOrder()).doesNotHaveDuplicates();
            assertThat(places(said, 0, 4)).isEqualTo(all.subList(0, 4));
            assertThat(places(said, 4, 2)).isEqualTo(all.subList(4, 6));
            assertThat(places(said, all.size() - 1, 10)).containsExactly(all.getLast());
            assertThat(places(said, all.size(), 10)).isEmpty();
        });
    }

    @Test
    void showsALimitedAuditorOnlyTheirCustomers() {
        As.personAt("cedar", "limited@example.test", Role.AUDITOR).run(() -> {
            assertThat(queries.events(AuditFilter.ALL, 0, 1000)).extracting(AuditEvent::customer).containsOnly(Optional.of("cedar"));
            assertThat(queries.count(filter(Map.of("customer", List.of("bluefin"))))).isZero();
            assertThat(queries.choices().customers()).containsExactly("cedar");
            assertThat(queries.choices().actors()).doesNotContain("ann@example.test");
        });
        long foreign = AUDITOR.call(() -> queries.events(filter(Map.of("customer", List.of("bluefin"))), 0, 1)).getFirst().seq();
        assertThat(As.personAt("cedar", "limited@example.test", Role.AUDITOR).<Optional<AuditEvent>>call(() -> queries.find(foreign))).isEmpty();
    }

    @Test
    void exportsCsvWithoutFormulasAndRestorable() throws Exception {
        var copy = new StringWriter();
        AUDITOR.run(() -> reading.export(filter(Map.of("customer", List.of("bluefin"))), Format.CSV, copy));

        try (var rows = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get().parse(new StringReader(copy.toString()))) {
            assertThat(rows).isNotEmpty().allSatisfy(row -> {
                assertThat(row.get("reason")).startsWith("'=cmd");
                assertThat(CsvCopy.restored(row.get("reason"))).isEqualTo("=cmd|' /C calc'!A0");
            });
        }
    }

    @Test
    void exportsLinesExactlyAsTheyStandInTheLog() {
        var copy = new StringWriter();
        AUDITOR.run(() -> reading.export(AuditFilter.ALL, Format.JSON_LINES, copy));

        assertThat(copy.toString().lines()).isNotEmpty().allSatisfy(line -> assertThat(line).isEqualTo(Canonical.json(line)));
    }

    @Test
    void answersAtItsAddressWithTheLinesOfTheLog() throws Exception {
        var copy = download(AUDITOR, "/audit/export?format=jsonl&customer=cedar").andExpect(status().isOk())
                .andExpect(header().string("Content-Type", "application/jsonl;charset=UTF-8"))
                .andExpect(header().string("Content-Disposition", matchesPattern("attachment; filename=\"audit-[0-9]{8}T[0-9]{6}Z.jsonl\"")))
                .andExpect(header().string("Cache-Control", "no-store"))
                .andReturn().getResponse().getContentAsString();

        assertThat(copy.lines()).isNotEmpty()
                .containsExactlyElementsOf(sql.sql("select entry from audit_event where customer = 'cedar' order by seq").query(String.class).list());
    }

    private ResultActions download(As who, String address) throws Exception {
        return MockMvcBuilders.webAppContextSetup(context).apply(springSecurity()).build().perform(get(address).with(authentication(who.authentication())));
    }

    @Test
    void recordsReadingAndExporting() {
        AUDITOR.run(() -> reading.opened(filter(Map.of("q", List.of("sure")))));
        AUDITOR.run(() -> reading.export(filter(Map.of("customer", List.of("cedar"))), Format.CSV, new StringWriter()));

        var entries = record.about("audit log");
        assertThat(entries).anySatisfy(entry -> {
            assertThat(entry.at("/action").asString()).isEqualTo("audit.read");
            assertThat(entry.at("/after/filter/text").asString()).isEqualTo("sure");
        });
        assertThat(entries).anySatisfy(entry -> {
            assertThat(entry.at("/action").asString()).isEqualTo("audit.export");
            assertThat(entry.at("/after/rows").asInt()).isPositive();
        });
    }

    @Test
    void exportsOnlyWhatTheRolesThatExportCountFor() {
        var mixed = As.personAt("cedar", "mixed@example.test", Role.AUDITOR).alsoEverywhere(Role.OPERATOR);
        var said = filter(Map.of("action", List.of("test.say")));
        var copy = new StringWriter();

        mixed.run(() -> reading.export(said, Format.JSON_LINES, copy));

        assertThat(copy.toString().lines()).isNotEmpty().allSatisfy(line -> assertThat(line).contains("\"customer\":\"cedar\""));
        mixed.run(() -> {
            assertThat(reading.exportable(said)).isEqualTo(copy.toString().lines().count()).isLessThan(queries.count(said));
            assertThat(queries.events(said, 0, 100)).extracting(AuditEvent::customer).contains(Optional.of("bluefin"));
        });
    }

    @Test
    void letsNoOperatorExport() {
        assertThatThrownBy(() -> As.person("op@example.test", Role.OPERATOR).run(() -> reading.export(AuditFilter.ALL, Format.CSV, new StringWriter())))
                .isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void recordsWhoIsRefusedTheExport() throws Exception {
        var operator = As.person("curious@example.test", Role.OPERATOR);
        download(operator, "/audit/export").andExpect(status().isForbidden());

        assertThat(record.about("portal")).filteredOn(entry -> entry.at("/actor/person").asString().equals("curious@example.test"))
                .singleElement().satisfies(entry -> {
                    assertThat(entry.at("/action").asString()).isEqualTo("audit.export");
                    assertThat(entry.at("/outcome").asString()).isEqualTo("DENIED");
                });
    }

    private List<Long> places(AuditFilter filter, int offset, int limit) {
        return queries.events(filter, offset, limit).stream().map(AuditEvent::seq).toList();
    }

    private List<String> subjects(AuditFilter filter) {
        return AUDITOR.call(() -> queries.events(filter, 0, 100)).stream().map(AuditEvent::subject).distinct().toList();
    }

    private void say(String who, DomainEvent said) {
        As.person(who, Role.OPERATOR).run(() -> transaction.executeWithoutResult(status -> events.publishEvent(said)));
    }

    private static AuditFilter filter(Map<String, List<String>> parameters) {
        return FilterParameters.read(parameters);
    }

    private record Altered(String subject, Optional<String> reason, Map<String, ?> before, Map<String, ?> after) implements DomainEvent {

        @Override
        public String action() {
            return "test.alter";
        }
    }

    private record Said(String subject, String about, String why, Optional<ServiceName> service, boolean denied) implements DomainEvent {

        @Override
        public String action() {
            return "test.say";
        }

        @Override
        public Optional<CustomerId> customer() {
            return Optional.of(new CustomerId(about));
        }

        @Override
        public Optional<String> reason() {
            return Optional.of(why);
        }
    }
}

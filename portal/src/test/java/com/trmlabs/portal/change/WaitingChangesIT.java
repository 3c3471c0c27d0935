package com.trmlabs.portal.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.Statements;
import com.trmlabs.portal.change.ChangeQueries.Concern;
import com.trmlabs.portal.change.ChangeQueries.Filter;
import com.trmlabs.portal.change.ChangeQueries.Row;
import com.trmlabs.portal.identity.Accounts;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What changes wait for, when many do. */
@PostgresTest
@Import({Accounts.class, Statements.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaitingChangesIT {

    private static final As AUDITOR = As.person("auditor@example.test", Role.AUDITOR);

    @Autowired ChangeQueries queries;
    @Autowired Accounts accounts;
    @Autowired JdbcClient sql;

    /** One in ten is approved, the others have one vote of two; all requested by bob. */
    @BeforeAll
    void askForMuch() {
        List.of("ann", "bob", "cid").forEach(name -> accounts.signIn(name, name + "@example.test", Role.APPROVER));
        sql.sql("""
                insert into change (id, version, kind, title, customer, target, request, requester, requester_name, reason, ticket, status, status_note, revision,
                    differences, safe_point, way_back, created, paused, going_back, saved_by, saved_at)
                select n, 0, 'UPGRADE', 'Upgrade api', case when n % 2 = 0 then 'bluefin' else 'cedar' end, 'api-' || n, '{}', 'bob@example.test', 'bob@example.test', 'needed', '',
                    case when n % 10 = 0 then 'APPROVED' else 'AWAITING_APPROVAL' end, '', 1, '[]', '', '', now(), false, false, '', now()
                from generate_series(1, 80) n""").update();
        sql.sql("""
                insert into approval (subject, version, title, customer, impact, link, requester, requester_name, fingerprint, round, votes_needed, state, asked, expires)
                select 'C-' || id, 0, title, customer, '', '', requester, requester_name, repeat('a', 64), 1, 2, case status when 'APPROVED' then 'GRANTED' else 'OPEN' end,
                    now(), now() + interval '3 days' from change""").update();
        sql.sql("""
                insert into vote (subject, round, voter, voter_name, verdict, fingerprint, comment, at, signed_in_at, methods)
                select subject, 1, 'cid@example.test', 'cid@example.test', 'YES', fingerprint, '', now(), now(), 'pwd' from approval""").update();
    }

    @Test
    void areReadAPageAtATimeWithWhatTheyWaitFor() {
        assertThat(Statements.of(() -> rows(50))).as("changes, their approvals, votes, who could vote, whether runs are held").hasSize(5);
        assertThat(Statements.of(() -> rows(5))).hasSize(5);

        assertThat(rows(50)).filteredOn(row -> row.status() == ChangeStatus.AWAITING_APPROVAL).hasSize(45)
                .allSatisfy(row -> assertThat(row.waiting()).hasValueSatisfying(waiting -> {
                    assertThat(waiting.what()).isEqualTo("1 vote");
                    assertThat(waiting.who()).isEqualTo("ann@example.test");
                    assertThat(waiting.until()).isEqualTo(row.expires()).isPresent();
                }));
    }

    @Test
    void areAllHeldBySwitch() {
        sql.sql("insert into run_hold (since, holder, reason) values (now(), 'ada', 'incident 12')").update();
        assertThat(rows(50)).filteredOn(row -> row.status() == ChangeStatus.APPROVED).hasSize(5)
                .allSatisfy(row -> assertThat(row.waiting()).hasValueSatisfying(waiting -> assertThat(waiting.what()).contains("incident 12")));
        sql.sql("delete from run_hold").update();
        assertThat(rows(50)).filteredOn(row -> row.status() == ChangeStatus.APPROVED).allSatisfy(row -> assertThat(row.waiting()).isEmpty());
    }

    private List<Row> rows(int limit) {
        return AUDITOR.call(() -> queries.rows(Filter.of(Concern.WAITING), 0, limit));
    }
}

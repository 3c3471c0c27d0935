package com.trmlabs.portal.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anySet;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.approval.ApprovalQueries.Asked;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.People;
import com.trmlabs.portal.identity.Role;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

/** What was decided, when much was. */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecidedApprovalsIT {

    private static final As AUDITOR = As.person("auditor@example.test", Role.AUDITOR);
    private static final int PORTION = 50;

    @Autowired ApprovalQueries approvals;
    @Autowired EntityManagerFactory sessions;
    @Autowired JdbcClient sql;
    @MockitoSpyBean People people;

    @BeforeAll
    void decideMuch() {
        sql.sql("""
                insert into approval (subject, version, title, customer, impact, link, requester, requester_name, fingerprint, round, votes_needed, state, asked, expires)
                select 'C-' || n, 0, 'Upgrade api to 2.' || n || case when n = 1007 then ' by 100 %' else '' end, case when n % 10 = 0 then 'cedar' else 'bluefin' end, 'No interruption', 'changes/C-' || n,
                    'ann', 'ann@example.test', repeat('a', 64), 1, 1, 'REJECTED', now() + make_interval(secs => n), now() + interval '3 days'
                from generate_series(1001, 1300) n""").update();
        sql.sql("""
                insert into vote (subject, round, voter, voter_name, verdict, fingerprint, comment, at, signed_in_at, methods)
                select subject, 1, 'bob', 'bob@example.test', 'NO', fingerprint, 'not today', now(), now(), 'pwd' from approval""").update();
    }

    @Test
    void areReadAPageAtATimeWithTheirVotes() {
        Statistics statistics = sessions.unwrap(SessionFactory.class).getStatistics();
        statistics.setStatisticsEnabled(true);
        statistics.clear();

        List<Asked> page = AUDITOR.call(() -> approvals.done("", PORTION, PORTION));

        assertThat(statistics.getPrepareStatementCount()).as("one for the approvals, one for their votes").isEqualTo(2);
        assertThat(statistics.getEntityLoadCount()).isEqualTo(2 * PORTION);
        assertThat(page).extracting(Asked::subject).containsExactlyElementsOf(IntStream.range(0, PORTION).mapToObj(n -> "C-" + (1250 - n)).toList());
        assertThat(page).allSatisfy(asked -> assertThat(asked.votes()).singleElement().satisfies(vote -> assertThat(vote.comment()).isEqualTo("not today")));
        verify(people, never()).holding(any(), anySet());
    }

    @Test
    void areSearchedInAllThatIsSeen() {
        assertThat(subjects(AUDITOR, "C-1001 ")).containsExactly("C-1001");
        assertThat(subjects(AUDITOR, "TO 2.1002")).containsExactly("C-1002");
        assertThat(subjects(AUDITOR, "100 %")).containsExactly("C-1007");
        assertThat(subjects(AUDITOR, "ANN@")).hasSize(PORTION);
        assertThat(subjects(AUDITOR, "not today")).isEmpty();
    }

    @Test
    void areThoseOfCustomersInScope() {
        As limited = As.personAt("cedar", "limited@example.test", Role.AUDITOR);
        assertThat(limited.call(() -> approvals.done("", 0, PORTION))).hasSize(30).extracting(asked -> asked.customer().value()).containsOnly("cedar");
        assertThat(subjects(limited, "bluefin")).isEmpty();
        assertThat(As.machineOf("ann@example.test").call(() -> approvals.done("", 0, PORTION))).isEmpty();
    }

    private List<String> subjects(As who, String text) {
        return who.call(() -> approvals.done(text, 0, PORTION)).stream().map(Asked::subject).toList();
    }
}

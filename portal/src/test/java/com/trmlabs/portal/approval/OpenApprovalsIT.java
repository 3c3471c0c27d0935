package com.trmlabs.portal.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.Statements;
import com.trmlabs.portal.approval.ApprovalQueries.Asked;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is still to be voted on, when much is. */
@PostgresTest
@Import(Statements.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApprovalsIT {

    private static final int ALL = 1000;
    private static final int PORTION = 50;
    private static final As APPROVER = As.person("bob@example.test", Role.APPROVER);

    @Autowired ApprovalQueries approvals;
    @Autowired ApprovalDesk desk;
    @Autowired JdbcClient sql;

    /** Of a hundred each: open, requested by bob, edited by bob, voted on by bob, voted on by bob in an earlier round, voided and ann's. */
    @BeforeAll
    void askForMuch() {
        sql.sql("""
                insert into approval (subject, version, title, customer, impact, link, requester, requester_name, editors, fingerprint, round, votes_needed, state, asked, expires)
                select 'C-' || n, 0, 'Upgrade api to 2.' || n, case when n % 10 = 0 then 'cedar' else 'bluefin' end, 'No interruption', 'changes/C-' || n,
                    case n / 100 when 11 then 'bob@example.test' else 'ann@example.test' end, case n / 100 when 11 then 'bob' else 'ann' end,
                    case n / 100 when 12 then array['cid', 'bob@example.test'] else '{}' end, repeat('a', 64), case n / 100 when 14 then 2 else 1 end, 2,
                    case n / 100 when 15 then 'VOIDED' else 'OPEN' end, now() + make_interval(secs => n), now() + make_interval(days => 3, secs => n)
                from generate_series(1000, 1599) n""").update();
        sql.sql("""
                insert into vote (subject, round, voter, voter_name, verdict, fingerprint, comment, at, signed_in_at, methods)
                select subject, 1, 'bob@example.test', 'bob', 'YES', fingerprint, '', now(), now(), 'pwd' from approval where subject between 'C-1300' and 'C-1499'""").update();
    }

    @Test
    void areReadAPageAtATimeTheMostUrgentFirst() {
        assertThat(subjects(APPROVER.call(() -> approvals.askedOfMe("", PORTION, PORTION)))).containsExactlyElementsOf(numbers(1050, 1099));
        assertThat(APPROVER.call(() -> approvals.countAskedOfMe())).isEqualTo(200);
        assertThat(Statements.of(() -> APPROVER.call(() -> approvals.askedOfMe("", 0, PORTION)))).as("approvals, votes, who could vote").hasSize(3);
        assertThat(Statements.of(() -> APPROVER.call(() -> approvals.countAskedOfMe()))).hasSize(1);
    }

    @Test
    void areJustThoseThatTheDeskDoesNotRefuse() {
        for (As who : List.of(APPROVER, As.personAt("cedar", "bob@example.test", Role.APPROVER).alsoEverywhere(Role.AUDITOR),
                As.personAt("cedar", "ann@example.test", Role.APPROVER), As.person("bob@example.test", Role.OPERATOR), token())) {
            List<String> votable = who.call(() -> numbers(1000, 1599).stream().filter(subject -> approvals.find(subject).isPresent())
                    .filter(subject -> desk.refusal(subject).isEmpty()).toList());
            assertThat(subjects(who.call(() -> approvals.askedOfMe("", 0, ALL)))).containsExactlyElementsOf(votable);
            assertThat(who.call(() -> approvals.countAskedOfMe())).isEqualTo(votable.size());
        }
    }

    /** Of an approver. */
    private static As token() {
        As machine = As.machineOf("bob@example.test");
        return new As(machine.actor(), APPROVER.grants(), machine.lastSignIn());
    }

    @Test
    void areSearchedInAllThatIsSeen() {
        assertThat(subjects(APPROVER.call(() -> approvals.askedOfMe(" TO 2.1007", 0, ALL)))).containsExactly("C-1007");
        assertThat(subjects(APPROVER.call(() -> approvals.askedOfMe("cedar", 0, ALL)))).hasSize(20);
        assertThat(subjects(APPROVER.call(() -> approvals.askedOfMe("2.1%7", 0, ALL)))).isEmpty();
    }

    @Test
    void areThoseOfTheRequesterTheNewestFirst() {
        assertThat(subjects(APPROVER.call(() -> approvals.requestedByMe("", 0, PORTION)))).containsExactlyElementsOf(numbers(1150, 1199).reversed());
        assertThat(Statements.of(() -> APPROVER.call(() -> approvals.requestedByMe("", 0, PORTION)))).hasSize(3);
        As cedars = As.personAt("cedar", "ann@example.test", Role.OPERATOR);
        assertThat(cedars.call(() -> approvals.requestedByMe("", 0, ALL))).hasSize(50).extracting(asked -> asked.customer().value()).containsOnly("cedar");
        assertThat(subjects(cedars.call(() -> approvals.requestedByMe("2.1590", 0, ALL)))).as("void, until it is sealed again").containsExactly("C-1590");
    }

    private static List<String> numbers(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(number -> "C-" + number).toList();
    }

    private static List<String> subjects(List<Asked> asked) {
        return asked.stream().map(Asked::subject).toList();
    }
}

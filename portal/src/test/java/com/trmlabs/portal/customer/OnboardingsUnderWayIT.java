package com.trmlabs.portal.customer;

import static com.trmlabs.portal.customer.Given.AUDITOR;
import static com.trmlabs.portal.customer.Given.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.Statements;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Onboardings that were begun, when many were. */
@PostgresTest
@Import(Statements.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnboardingsUnderWayIT {

    private static final As CEDARS = As.personAt("cedar", "cedar@example.test", Role.OPERATOR).alsoEverywhere(Role.AUDITOR);

    @Autowired OnboardingDrafts drafts;
    @Autowired CustomerRegistration customers;
    @Autowired JdbcClient sql;

    /** 1 to 60 are cedar's, 61 to 120 have no customer and are olga's, the last ten of those cedar's operator's; each fourth is untouched, the others saved in reverse. */
    @BeforeAll
    void beginMany() {
        OPERATOR.run(() -> customers.register(Given.customer("cedar")));
        sql.sql("""
                insert into onboarding (id, customer, state, started_by, started_by_name, started_at) overriding system value
                select n, case when n <= 60 then 'cedar' end, 'OPEN', case when n > 110 then 'cedar@example.test' else 'olga' end, 'olga', now() - interval '9 days' + make_interval(secs => n)
                from generate_series(1, 120) n""").update();
        sql.sql("""
                insert into onboarding_step (onboarding, step, data, version, saved_at, saved_by_name)
                select id, step, json_build_object('name', 'Company ' || id)::text, 1, now() - make_interval(mins => id::int), 'olga'
                from onboarding, unnest(array['customer', 'connect']) step where id % 4 <> 0""").update();
    }

    @Test
    void areReadAPageAtATimeTheOneSavedLastFirst() {
        List<OnboardingDraft> page = AUDITOR.call(() -> drafts.open("", 80, 20));

        assertThat(ids(page)).startsWith(107L, 109L, 110L).contains(119L).endsWith(120L, 116L, 112L, 108L, 104L, 100L, 96L, 92L, 88L, 84L).hasSize(20);
        assertThat(page.getFirst().steps()).containsOnlyKeys("customer", "connect");
        assertThat(AUDITOR.call(() -> drafts.countOpen(""))).isEqualTo(120);
        assertThat(Statements.of(() -> AUDITOR.call(() -> drafts.open("", 0, 100)))).as("onboardings and their steps").hasSize(2);
    }

    @Test
    void areSearchedByWhatTheyAreCalled() {
        assertThat(ids(AUDITOR.call(() -> drafts.open(" company 117", 0, 100)))).containsExactly(117L);
        assertThat(AUDITOR.call(() -> drafts.open("company 17", 0, 100))).as("the customer has a name by now").isEmpty();
        assertThat(AUDITOR.call(() -> drafts.countOpen("CEDAR Ana"))).isEqualTo(60);
        assertThat(AUDITOR.call(() -> drafts.countOpen("%"))).isZero();
    }

    @Test
    void areThoseInScope() {
        assertThat(CEDARS.call(() -> drafts.countOpen(""))).isEqualTo(120);
        assertThat(As.personAt("cedar", "limited@example.test", Role.AUDITOR).call(() -> drafts.countOpen(""))).isEqualTo(60);
        assertThat(ids(As.personAt("cedar", "cedar@example.test", Role.OPERATOR).call(() -> drafts.open("", 0, 200))))
                .containsExactlyInAnyOrderElementsOf(LongStream.concat(LongStream.rangeClosed(1, 60), LongStream.rangeClosed(111, 120)).boxed().toList());
    }

    @Test
    void waitForThoseWhoMayGoOnWithThem() {
        assertThat(ids(CEDARS.call(() -> drafts.toContinue(50)))).startsWith(1L, 2L, 3L, 5L).hasSize(50);
        assertThat(CEDARS.call(() -> drafts.countToContinue())).isEqualTo(45 + 7);
        assertThat(OPERATOR.call(() -> drafts.countToContinue())).isEqualTo(90);
        assertThat(AUDITOR.call(() -> drafts.countToContinue())).isZero();
        assertThat(CEDARS.call(() -> drafts.toContinue(200))).allMatch(draft -> CEDARS.call(() -> drafts.operates(draft)));
    }

    private static List<Long> ids(List<OnboardingDraft> page) {
        return page.stream().map(OnboardingDraft::id).toList();
    }
}

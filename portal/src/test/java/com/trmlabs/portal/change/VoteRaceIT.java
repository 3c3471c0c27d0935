package com.trmlabs.portal.change;

import static com.trmlabs.portal.change.SmallWorld.APPROVER_1;
import static com.trmlabs.portal.change.SmallWorld.APPROVER_2;
import static com.trmlabs.portal.change.SmallWorld.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.FreshDatabase;
import com.trmlabs.portal.PortalApplication;
import com.trmlabs.portal.ReadClasses;
import com.trmlabs.portal.approval.ApprovalDesk.Verdict;
import com.trmlabs.portal.change.SmallWorld.Engine;
import com.trmlabs.portal.change.SmallWorld.Play;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import com.vaadin.flow.spring.security.VaadinAwareSecurityContextHolderStrategy;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Two portals on one database: two approvers, the requester, the requester's second account, a canceller and two runners act
 * at the same moment, over and over.
 */
class VoteRaceIT {

    private static final int ROUNDS = 1_000;
    /** Another account of the operator: the identity module makes it the same person. */
    private static final As SECOND_ACCOUNT = As.person("operator@example.test", Role.APPROVER);
    private static final As OPERATOR_AS_APPROVER = As.person("operator@example.test", Role.OPERATOR, Role.APPROVER, Role.ADMIN);

    private static ConfigurableApplicationContext here;
    private static ConfigurableApplicationContext there;

    @BeforeAll
    static void start() {
        String url = FreshDatabase.create();
        here = portal(url);
        there = portal(url);
        SecurityContextHolder.setContextHolderStrategy(HOLDER);
    }

    private static ConfigurableApplicationContext portal(String url) {
        return new SpringApplicationBuilder(PortalApplication.class, SmallWorld.class, NoPump.class).web(WebApplicationType.SERVLET).initializers(new ReadClasses())
                .properties("server.port=0", "spring.main.banner-mode=off", "spring.main.lazy-initialization=true",
                        "spring.main.allow-bean-definition-overriding=true")
                .run(Stream.of(FreshDatabase.settings(url), FreshDatabase.NO_PROVIDER).flatMap(Arrays::stream).map(setting -> "--" + setting).toArray(String[]::new));
    }

    /** Both portals look at one holder for who acts on a thread, as each would in a process of its own. */
    private static final SecurityContextHolderStrategy HOLDER = new VaadinAwareSecurityContextHolderStrategy();

    /** Runners act when the test says so. */
    @TestConfiguration
    static class NoPump {
        @Bean
        @Primary
        SecurityContextHolderStrategy oneHolder() {
            return HOLDER;
        }

        @Bean
        RunPump runPump(ChangeRunner runner, ChangeStore changes) {
            return new RunPump(runner, changes, java.time.Clock.systemUTC()) {
                @Override
                void on(ChangeProgressed progress) {}
            };
        }
    }

    @AfterAll
    static void stop() {
        there.close();
        here.close();
    }

    @Test
    void hasOneOutcomeEachTimeAndNeverASelfApproval() throws Exception {
        Play one = play(here);
        Play two = play(there);
        JdbcClient jdbc = here.getBean(JdbcClient.class);
        List<ChangeId> raced = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(7)) {
            for (int round = 0; round < ROUNDS; round++) {
                ChangeId id = one.sealed("cedar", "race-" + round);
                raced.add(id);
                race(threads, id, one, two, round % 2 == 0 ? 0 : round % 30);
                ChangeStatus end = one.status(id);
                one.runner().advance(id);
                if (end == ChangeStatus.APPROVED) {
                    end = one.status(id);
                }
                assertThat(end).as("round %d", round).isIn(ChangeStatus.RUNNING, ChangeStatus.SUCCEEDED, ChangeStatus.CANCELLED);
            }
        }
        Set<String> started = subjectsOf(jdbc, "change.start");
        Set<String> cancelled = subjectsOf(jdbc, "change.cancel");
        assertThat(started).as("rounds in which approvers and a runner were first").isNotEmpty();
        assertThat(cancelled).as("rounds in which the canceller was first").isNotEmpty();
        assertThat(Stream.concat(started.stream(), cancelled.stream())).as("one outcome of each round")
                .containsExactlyInAnyOrderElementsOf(raced.stream().map(ChangeId::toString).toList());
        assertThat(jdbc.sql("select subject from vote where voter = 'operator@example.test'").query(String.class).list())
                .as("changes with a vote of the requester").isEmpty();
    }

    /** @param late milliseconds that whoever cancels comes after the others: a run needs votes, a plan and two transactions to begin */
    private static void race(ExecutorService threads, ChangeId id, Play one, Play two, int late) throws Exception {
        Fingerprint fingerprint = one.fingerprint(id);
        CyclicBarrier gate = new CyclicBarrier(7);
        List<Runnable> acts = List.of(
                () -> one.vote(APPROVER_1, id, fingerprint, Verdict.YES),
                () -> two.vote(APPROVER_2, id, fingerprint, Verdict.YES),
                () -> one.vote(OPERATOR_AS_APPROVER, id, fingerprint, Verdict.YES),
                () -> two.vote(SECOND_ACCOUNT, id, fingerprint, Verdict.YES),
                () -> {
                    LockSupport.parkNanos(Duration.ofMillis(late).toNanos());
                    OPERATOR.run(() -> two.desk().cancel(id, "raced"));
                },
                () -> runFor(one, id),
                () -> runFor(two, id));
        List<Callable<Object>> calls = acts.stream().<Callable<Object>>map(act -> () -> {
            gate.await();
            try {
                act.run();
            } catch (Refusal | ConcurrencyFailureException refused) {
                return refused;
            }
            return "done";
        }).toList();
        for (var outcome : threads.invokeAll(calls)) {
            outcome.get();
        }
    }

    private static void runFor(Play play, ChangeId id) {
        for (int i = 0; i < 3; i++) {
            play.runner().advance(id);
        }
    }

    private static Set<String> subjectsOf(JdbcClient jdbc, String action) {
        List<String> subjects = jdbc.sql("""
                select entry::jsonb ->> 'subject' from audit_outbox where entry::jsonb ->> 'action' = :action and entry::jsonb ->> 'outcome' = 'ALLOWED'
                union all select subject from audit_event where action = :action and outcome = 'ALLOWED'""").param("action", action).query(String.class).list();
        assertThat(subjects).as(action).doesNotHaveDuplicates();
        return Set.copyOf(subjects);
    }

    private static Play play(ConfigurableApplicationContext portal) {
        assertThat(portal.getBean(Engine.class)).isNotNull();
        return portal.getBean(Play.class);
    }
}

package com.trmlabs.portal.change;

import static com.trmlabs.portal.change.SmallWorld.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.change.ChangeQueries.Concern;
import com.trmlabs.portal.change.ChangeQueries.Filter;
import com.trmlabs.portal.change.ChangeQueries.Row;
import com.trmlabs.portal.change.SmallWorld.Play;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ChangeId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** What needs a person first, however much else there is. */
@PostgresTest
@Import(SmallWorld.class)
class UrgentChangesIT {

    private static final int MOST = 20;

    @Autowired Play play;
    @Autowired Drafts drafts;
    @Autowired ChangeQueries queries;
    @Autowired JdbcClient jdbc;
    /** Stands still: nothing runs here. */
    @MockitoBean RunPump pump;


    @Test
    void areThoseWhoseApprovalEndsFirstHoweverManyDraftsAreNewer() {
        ChangeId urgent = play.sealed("heron", "heron-a");
        ChangeId approved = play.approved("heron", "heron-b");
        ChangeId later = play.sealed("heron", "heron-c");
        endsIn(1, urgent);
        endsIn(2, approved);
        List<ChangeId> newer = OPERATOR.call(() -> IntStream.range(0, 25).mapToObj(n -> drafts.draft(SmallWorld.creating("heron", "heron-d" + n), "needed", "")).toList());

        assertThat(ids("heron", Concern.EXPIRING)).containsExactly(urgent, approved);
        assertThat(count("heron", Concern.EXPIRING)).isEqualTo(2);
        assertThat(ids("heron", Concern.WAITING)).hasSize(MOST).startsWith(later, newer.getLast());
        assertThat(count("heron", Concern.WAITING)).isEqualTo(26);
        assertThat(ids("heron", Concern.RUNNING)).isEmpty();
    }

    @Test
    void includeWhatErroredLongAgoWhileItCanBeTriedAgain() {
        ChangeId errored = ended("plover-a", "ERRORED");
        ended("plover-b", "FAILED");
        assertThat(ids("plover", Concern.FAILED)).containsExactly(errored);

        ChangeId since = play.approved("plover", "plover-a");
        jdbc.sql("update change set status = 'SUCCEEDED', started = now(), ended = now() where id = ?").param(since.number()).update();
        assertThat(ids("plover", Concern.FAILED)).isEmpty();
    }

    private ChangeId ended(String cluster, String status) {
        ChangeId id = play.approved("plover", cluster);
        jdbc.sql("update change set status = ?, started = now() - interval '5 days', ended = now() - interval '5 days' where id = ?").params(status, id.number()).update();
        return id;
    }

    private void endsIn(int hours, ChangeId id) {
        jdbc.sql("update approval set expires = now() + make_interval(hours => ?) where subject = ?").params(hours, id.toString()).update();
    }

    private List<ChangeId> ids(String customer, Concern concern) {
        return operatorOf(customer).call(() -> queries.rows(Filter.of(concern), 0, MOST)).stream().map(Row::id).toList();
    }

    private int count(String customer, Concern concern) {
        return operatorOf(customer).call(() -> queries.count(Filter.of(concern)));
    }

    private static As operatorOf(String customer) {
        return As.personAt(customer, "watcher@example.test", Role.OPERATOR);
    }
}

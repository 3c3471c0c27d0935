package com.trmlabs.portal.change;

import com.trmlabs.portal.approval.ApprovalQueries;
import com.trmlabs.portal.approval.ApprovalQueries.Asked;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ServiceName;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Answers {@link ChangeQueries} for the current actor. */
@Component
@Transactional(readOnly = true)
class ChangeReading implements ChangeQueries {

    private static final Duration LATELY = Duration.ofDays(2);
    private static final Duration SOON = Duration.ofHours(12);
    private static final String FROM = " from change c left join approval a on a.subject = 'C-' || c.id where ";
    /** When nobody begins until then, what was approved or asked for counts no longer. */
    private static final String DEADLINE = "case when a.state in ('OPEN', 'GRANTED') then a.expires end";

    private final ChangeStore changes;
    private final ApprovalQueries approvals;
    private final ImpactLines impacts;
    private final RunLog log;
    private final HoldSwitch hold;
    private final CurrentActor current;
    private final JdbcClient jdbc;
    private final Clock clock;

    ChangeReading(ChangeStore changes, ApprovalQueries approvals, ImpactLines impacts, RunLog log, HoldSwitch hold, CurrentActor current,
            JdbcClient jdbc, Clock clock) {
        this.changes = changes;
        this.approvals = approvals;
        this.impacts = impacts;
        this.log = log;
        this.hold = hold;
        this.current = current;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public List<Row> rows(Filter filter, int offset, int limit) {
        Map<String, Object> params = new LinkedHashMap<>();
        String where = where(filter, params);
        params.put("offset", offset);
        params.put("limit", limit);
        List<Stored> page = jdbc.sql("""
                select c.*, coalesce(a.impact, '') impact, %s expires,
                    (select count(*) from change_step s where s.change = c.id and s.back = c.going_back) steps,
                    (select count(*) from change_step s where s.change = c.id and s.back = c.going_back and s.state in ('DONE', 'SKIPPED')) steps_done,
                    %s under_way
                %s %s order by %s c.id desc offset :offset limit :limit""".formatted(DEADLINE, ChangeStore.UNDER_WAY, FROM, where, filter.concern().isEmpty() ? ""
                        : "expires nulls last, c.status = 'DRAFT', c.status <> 'ERRORED',"))
                .params(params).query((row, i) -> stored(row)).list();
        Map<String, Asked> votes = approvals.find(page.stream().map(Stored::row).filter(row -> row.status() == ChangeStatus.AWAITING_APPROVAL)
                .map(row -> row.id().toString()).collect(Collectors.toSet())).stream().collect(Collectors.toMap(Asked::subject, Function.identity()));
        Optional<String> held = hold.state();
        return page.stream().map(stored -> stored.row().waitingFor(waiting(stored.row().status(), stored.paused(), stored.underWay(), stored.row().waiting(),
                () -> Optional.ofNullable(votes.get(stored.row().id().toString())), () -> held, stored.row()::expires))).toList();
    }

    /** A row with the reason of its own, which counts where nothing else keeps it waiting. */
    private record Stored(Row row, boolean paused, boolean underWay) {}

    @Override
    public int count(Filter filter) {
        Map<String, Object> params = new LinkedHashMap<>();
        String where = where(filter, params);
        return jdbc.sql("select count(*)" + FROM + where).params(params).query(Integer.class).single();
    }

    @Override
    public List<ChangeId> succeeded(ServiceName service) {
        Map<String, Object> params = new LinkedHashMap<>();
        String where = where(new Filter("", Set.of(ChangeStatus.SUCCEEDED), Optional.empty(), Optional.of(service.cluster()), Optional.empty(),
                Optional.empty()), params);
        params.put("service", service.toString());
        return jdbc.sql("select c.id" + FROM + where + " and coalesce(c.service, :service) = :service order by c.ended, c.id")
                .params(params).query((row, i) -> new ChangeId(row.getLong(1))).list();
    }

    private String where(Filter filter, Map<String, Object> params) {
        StringBuilder where = new StringBuilder("true");
        if (!current.grants().seesAll()) {
            params.put("seen", current.grants().customerNames());
            where.append(" and c.customer = any(:seen)");
        }
        if (!filter.text().isBlank()) {
            params.put("text", "%" + filter.text().strip().toLowerCase(Locale.ROOT).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%");
            where.append(" and lower('C-' || c.id || ' ' || c.title || ' ' || c.reason || ' ' || c.ticket || ' ' || c.target) like :text");
        }
        if (!filter.statuses().isEmpty()) {
            params.put("statuses", filter.statuses().stream().map(Enum::name).toArray(String[]::new));
            where.append(" and c.status = any(:statuses)");
        }
        filter.concern().ifPresent(concern -> {
            params.put("soon", Timestamp.from(clock.instant().plus(SOON)));
            params.put("lately", Timestamp.from(clock.instant().minus(LATELY)));
            where.append(" and ").append(condition(concern));
        });
        equal(where, params, "customer", filter.customer().map(Object::toString));
        equal(where, params, "cluster", filter.cluster().map(Object::toString));
        equal(where, params, "service", filter.service().map(Object::toString));
        equal(where, params, "requester", filter.requester().map(Object::toString));
        return where.toString();
    }

    private static String condition(Concern concern) {
        return switch (concern) {
            case FAILED -> "(c.status in ('FAILED', 'ERRORED') and c.ended > :lately or c.status = 'ERRORED' and not exists (select from change o where %s))"
                    .formatted(ChangeStore.STARTED_SINCE);
            case EXPIRING -> "c.status in ('AWAITING_APPROVAL', 'APPROVED') and %s <= :soon".formatted(DEADLINE);
            case WAITING -> "c.status in ('DRAFT', 'PLANNED', 'AWAITING_APPROVAL', 'APPROVED', 'WAITING_FOR_WINDOW') and coalesce(%s > :soon, true)"
                    .formatted(DEADLINE);
            case RUNNING -> "c.status = 'RUNNING'";
        };
    }

    private static void equal(StringBuilder where, Map<String, Object> params, String column, Optional<String> value) {
        value.ifPresent(wanted -> {
            params.put(column, wanted);
            where.append(" and c.%s = :%s".formatted(column, column));
        });
    }

    private static Stored stored(ResultSet row) throws SQLException {
        Optional<Waiting> said = Optional.ofNullable(row.getString("waiting_what")).isEmpty() ? Optional.empty()
                : Optional.of(new Waiting(row.getString("waiting_what"), row.getString("waiting_who"), instant(row, "waiting_until")));
        return new Stored(new Row(new ChangeId(row.getLong("id")), ChangeKind.valueOf(row.getString("kind")), row.getString("title"),
                new CustomerId(row.getString("customer")), row.getString("target"), ChangeStatus.valueOf(row.getString("status")), row.getString("status_note"), said,
                row.getString("impact"), row.getString("requester_name"), row.getTimestamp("created").toInstant(), instant(row, "ended"), instant(row, "expires"),
                row.getInt("steps_done"), row.getInt("steps")), row.getBoolean("paused"), row.getBoolean("under_way"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }

    /** Why nothing happens just now, wherever the reason comes from. */
    private static Optional<Waiting> waiting(ChangeStatus status, boolean paused, boolean underWay, Optional<Waiting> said, Supplier<Optional<Asked>> votes,
            Supplier<Optional<String>> held, Supplier<Optional<Instant>> expires) {
        return switch (status) {
            case DRAFT, PLANNED -> Optional.of(new Waiting("its plan to be sealed and submitted", "its requester, or another operator", Optional.empty()));
            case AWAITING_APPROVAL -> votes.get().map(ChangeReading::votes);
            case APPROVED, WAITING_FOR_WINDOW -> held(held, said)
                    .map(waiting -> new Waiting(waiting.what(), waiting.who(), waiting.until().or(expires)));
            case RUNNING -> underWay ? said : paused // a step that is under way is seen to its end
                    ? Optional.of(new Waiting("the run is paused", "an operator, who resumes it or takes it back", Optional.empty()))
                    : held(held, said);
            default -> Optional.empty();
        };
    }

    private static Optional<Waiting> held(Supplier<Optional<String>> held, Optional<Waiting> said) {
        return held.get().map(why -> new Waiting(why, "an admin, who releases them", Optional.<Instant>empty())).or(() -> said);
    }

    private static Waiting votes(Asked asked) {
        long given = asked.votes().stream().filter(ApprovalQueries.Vote::counts).count();
        long open = asked.votesNeeded() - given;
        String who = asked.couldVote().isEmpty() ? "an approver; nobody who could vote has signed in so far" : String.join(" or ", asked.couldVote());
        return new Waiting(open + (open == 1 ? " vote" : " votes"), who, Optional.of(asked.expires()));
    }

    @Override
    public Page page(ChangeId id) {
        Change change = seen(id);
        List<com.trmlabs.portal.change.Step> all = change.steps().toList();
        var measured = impacts.measured(all.stream().map(com.trmlabs.portal.change.Step::measure).toList());
        String impact = change.fingerprint().isEmpty() ? "Known when it is planned." : impacts.worst(change.planned(false));
        return change.page(impact, steps(all, false, measured), steps(all, true, measured), remarks(id),
                waiting(change.status(), change.isPaused(), change.hasStepUnderWay(), change.waiting(), () -> approvals.find(id.toString()), hold::state,
                        () -> approvals.find(id.toString()).map(Asked::expires)));
    }

    private List<Step> steps(List<com.trmlabs.portal.change.Step> all, boolean back, Map<String, ImpactLines.Measured> measured) {
        return all.stream().filter(step -> step.isBack() == back)
                .map(step -> step.view(impacts.line(step.impact(), measured),
                        Optional.ofNullable(measured.get(step.measure())).map(ImpactLines.Measured::median))).toList();
    }

    private List<Remark> remarks(ChangeId id) {
        return jdbc.sql("select at, author, text from change_remark where change = ? order by id").param(id.number())
                .query((row, i) -> new Remark(row.getTimestamp(1).toInstant(), row.getString(2), row.getString(3))).list();
    }

    @Override
    public List<LogLine> log(ChangeId id, long after, int limit) {
        seen(id);
        return log.after(id, after, limit);
    }

    /** The text that has this fingerprint, in the bytes that were hashed. */
    public byte[] sealed(ChangeId id, Fingerprint fingerprint) {
        seen(id);
        return jdbc.sql("select text from change_seal where change = ? and fingerprint = ?").params(id.number(), fingerprint.hex())
                .query(String.class).optional().orElseThrow(() -> new NotFound("plan " + fingerprint.brief() + " of " + id)).getBytes(StandardCharsets.UTF_8);
    }

    private Change seen(ChangeId id) {
        Change change = changes.findById(id.number()).orElseThrow(() -> new NotFound("change " + id));
        current.requireSight(change.customer(), "change " + id);
        return change;
    }
}

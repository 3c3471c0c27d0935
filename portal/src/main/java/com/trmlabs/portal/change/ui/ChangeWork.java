package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ChangeQueries.Filter;
import com.trmlabs.portal.change.ChangeQueries.Row;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.ui.Status;
import com.trmlabs.portal.ui.Work;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Changes that wait, run, failed lately or whose approval ends soon, for My work of operators and admins. */
@Component
class ChangeWork implements Work {

    private static final int MOST = 20;
    private static final Duration LATELY = Duration.ofDays(2);
    private static final Duration SOON = Duration.ofHours(12);
    private static final Set<ChangeStatus> OPEN = EnumSet.of(ChangeStatus.DRAFT, ChangeStatus.PLANNED, ChangeStatus.AWAITING_APPROVAL,
            ChangeStatus.APPROVED, ChangeStatus.WAITING_FOR_WINDOW);

    private final ChangeQueries changes;
    private final CurrentActor current;
    private final Clock clock;

    ChangeWork(ChangeQueries changes, CurrentActor current, Clock clock) {
        this.changes = changes;
        this.current = current;
        this.clock = clock;
    }

    @Override
    public List<Item> items() {
        if (!current.grants().holds(Role.OPERATOR, Role.ADMIN)) {
            return List.of();
        }
        List<Item> items = new ArrayList<>();
        rows(OPEN).forEach(row -> items.add(item(expiresSoon(row) ? Group.EXPIRING : Group.WAITING, row)));
        rows(EnumSet.of(ChangeStatus.RUNNING)).forEach(row -> items.add(item(Group.RUNNING, row)));
        rows(EnumSet.of(ChangeStatus.FAILED, ChangeStatus.ERRORED)).stream().filter(this::lately)
                .forEach(row -> items.add(item(Group.FAILED, row)));
        return items;
    }

    private List<Row> rows(Set<ChangeStatus> statuses) {
        return changes.rows(new Filter("", statuses, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()), 0, MOST);
    }

    private boolean lately(Row row) {
        return row.ended().map(ended -> ended.isAfter(clock.instant().minus(LATELY))).orElse(true);
    }

    private boolean expiresSoon(Row row) {
        return row.waiting().flatMap(ChangeQueries.Waiting::until)
                .map(until -> until.isBefore(clock.instant().plus(SOON))).orElse(false);
    }

    private static Item item(Group group, Row row) {
        String line = row.waiting().map(waiting -> "Waits for " + waiting.what() + ". Who acts: " + waiting.who())
                .orElse(row.status() == ChangeStatus.RUNNING
                        ? "Step %d of %d. %s".formatted(Math.min(row.stepsDone() + 1, row.steps()), row.steps(), row.statusNote()).strip()
                        : row.statusNote());
        return new Item(group, row.id().toString(), "changes/" + row.id(), row.title() + ", " + row.customer(), Status.of(row.status()), line,
                row.waiting().flatMap(ChangeQueries.Waiting::until).orElse(null));
    }
}

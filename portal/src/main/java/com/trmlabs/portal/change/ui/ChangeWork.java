package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ChangeQueries.Concern;
import com.trmlabs.portal.change.ChangeQueries.Filter;
import com.trmlabs.portal.change.ChangeQueries.Row;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.ui.Status;
import com.trmlabs.portal.ui.Work;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Changes that failed, whose approval ends soon, that wait or run, for My work of operators and admins. */
@Component
class ChangeWork implements Work {

    private static final int MOST = 20;

    private final ChangeQueries changes;
    private final CurrentActor current;

    ChangeWork(ChangeQueries changes, CurrentActor current) {
        this.changes = changes;
        this.current = current;
    }

    @Override
    public List<Portion> portions() {
        return current.grants().holds(Role.OPERATOR, Role.ADMIN) ? Arrays.stream(Concern.values()).map(this::portion).toList() : List.of();
    }

    private Portion portion(Concern concern) {
        Filter filter = Filter.of(concern);
        return new Portion(Group.valueOf(concern.name()), changes.rows(filter, 0, MOST).stream().map(ChangeWork::item).toList(), changes.count(filter),
                "changes?%s=%s".formatted(ChangesView.WORK, concern.name().toLowerCase(Locale.ROOT)));
    }

    private static Item item(Row row) {
        String line = row.waiting().map(waiting -> "Waits: " + waiting.what() + ". Who acts: " + waiting.who())
                .orElse(row.status() == ChangeStatus.RUNNING
                        ? "Step %d of %d. %s".formatted(Math.min(row.stepsDone() + 1, row.steps()), row.steps(), row.statusNote()).strip()
                        : row.statusNote());
        return new Item(row.id().toString(), "changes/" + row.id(), row.title() + ", " + row.customer(), Status.of(row.status()), line,
                row.expires().or(() -> row.waiting().flatMap(ChangeQueries.Waiting::until)).orElse(null));
    }
}

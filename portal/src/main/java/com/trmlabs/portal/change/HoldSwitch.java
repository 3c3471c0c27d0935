package com.trmlabs.portal.change;

import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.Refusal;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The one switch that holds all runs. */
@Component
class HoldSwitch {

    private final JdbcClient jdbc;
    private final Clock clock;

    HoldSwitch(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    boolean isHeld() {
        return state().isPresent();
    }

    Optional<String> state() {
        return jdbc.sql("select since, holder, reason from run_hold").query((row, i) ->
                "All runs are held since %s by %s: %s".formatted(row.getTimestamp(1).toInstant().toString().substring(0, 16).replace('T', ' ') + " UTC",
                        row.getString(2), row.getString(3))).optional();
    }

    void hold(Actor by, String reason) {
        if (reason.isBlank()) {
            throw new Refusal("Say why all runs are held; everybody who waits reads it.");
        }
        int rows = jdbc.sql("insert into run_hold (since, holder, reason) values (?, ?, ?) on conflict do nothing")
                .params(Timestamp.from(clock.instant()), by.name(), reason.strip()).update();
        if (rows == 0) {
            throw new Refusal(state().orElse("All runs are held") + ". Release them first.");
        }
    }

    void release() {
        if (jdbc.sql("delete from run_hold").update() == 0) {
            throw new Refusal("No runs are held.");
        }
    }
}

package com.trmlabs.portal.change;

import com.trmlabs.portal.kernel.ChangeId;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a run did, line by line, written in the transaction that made it true. */
@Component
class RunLog {

    private static final int LONGEST = 2_000;

    private final JdbcClient jdbc;
    private final Clock clock;

    RunLog(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void write(ChangeId change, Step step, String text) {
        if (text.isBlank()) {
            return;
        }
        jdbc.sql("insert into change_log (change, step, at, text) values (?, ?, ?, ?)")
                .params(change.number(), step.isBack() ? -step.position() : step.position(), Timestamp.from(clock.instant()),
                        text.length() > LONGEST ? text.substring(0, LONGEST) + " .." : text)
                .update();
    }

    /** Says it once, not at every look. */
    void writeWhenNew(ChangeId change, Step step, String text) {
        if (!text.equals(step.progress())) {
            write(change, step, text);
        }
    }

    List<ChangeQueries.LogLine> after(ChangeId change, long number, int limit) {
        return jdbc.sql("select number, at, step, text from change_log where change = ? and number > ? order by number limit ?")
                .params(change.number(), number, limit)
                .query((row, i) -> new ChangeQueries.LogLine(row.getLong(1), row.getTimestamp(2).toInstant(), row.getInt(3), row.getString(4)))
                .list();
    }
}

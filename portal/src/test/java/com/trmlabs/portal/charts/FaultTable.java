package com.trmlabs.portal.charts;

import com.trmlabs.portal.charts.Writers.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the writers saw in each fault, beside what was measured before there was a product: Markdown. */
final class FaultTable {

    /** Before: the same cluster, PostgreSQL 15, Patroni, Pgpool-II and PgBouncer by themselves, without TLS and limits; mostly one run. */
    enum Fault {
        SWITCHOVER("switchover by `dbops`", "2.5", "2.4 to 3.1", "2.6 to 5.1"),
        POSTMASTER_KILLED("`kill -9` of the leader's postmaster", "4.7", "4.7", "4.8"),
        POD_DELETED("leader's pod deleted", "1.6", "2.2", "5.2"),
        NODE_DEAD("leader's node dead", "19.0", "19.4", "19.0"),
        NODE_DRAINED("leader's node drained, against the disruption budget", "1.7", "2.6", "5.1"),
        API_REFUSED("API server refuses the members for 40 s", "0.0", "0.0", "0.0"),
        API_FROZEN("API server frozen for 40 s", "2.9", "3.5", "2.9"),
        IMAGE_REPLACED("rolling replacement of the image, all members", "", "", ""),
        CERTIFICATES_RENEWED("all certificates renewed", "", "", ""),
        SHARDS_MOVED("all shards of a worker moved away, and back", "", "", "");

        private final String words;
        private final Map<Front, String> before;

        Fault(String words, String direct, String pgbouncer, String pgpool) {
            this.words = words;
            this.before = Map.of(Front.DIRECT, direct, Front.PGBOUNCER, pgbouncer, Front.PGPOOL, pgpool);
        }
    }

    private final List<String> rows = new ArrayList<>();

    FaultTable(List<Front> fronts) {
        rows.add(row(Stream.of(Stream.of("event"), fronts.stream().map(front -> front.title), Stream.of("acknowledged", "errors", "lost")).flatMap(cells -> cells)));
        rows.add("|---".repeat(fronts.size() + 4) + "|");
    }

    /** @param where which of several groups was struck */
    void add(Fault fault, String where, Map<Front, Period> seen) {
        rows.add(row(Stream.of(Stream.of(fault.words + where), seen.entrySet().stream().map(entry -> cell(fault.before.getOrDefault(entry.getKey(), ""), entry.getValue())),
            Stream.of(sum(seen, Period::acknowledged), sum(seen, Period::errors), sum(seen, period -> period.lost().size()))).flatMap(cells -> cells)));
    }

    private static String cell(String before, Period seen) {
        return String.format(Locale.ROOT, "%.1f%s", seen.pause(), before.isEmpty() ? "" : " (" + before + ")");
    }

    private static String sum(Map<Front, Period> seen, ToIntFunction<Period> number) {
        return String.format(Locale.ROOT, "%,d", seen.values().stream().mapToInt(number).sum());
    }

    private static String row(Stream<String> cells) {
        return cells.collect(Collectors.joining(" | ", "| ", " |"));
    }

    /** The page with this table in place of the one that has the same columns. */
    String in(String page) {
        int start = page.indexOf(rows.getFirst());
        int end = page.indexOf("\n\n", start);
        return page.substring(0, start) + this + (end < 0 ? "" : page.substring(end + 1));
    }

    @Override
    public String toString() {
        return String.join("\n", rows) + "\n";
    }
}

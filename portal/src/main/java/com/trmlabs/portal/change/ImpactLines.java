package com.trmlabs.portal.change;

import com.trmlabs.portal.change.spi.Plan;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Says what a step means for users of a service, and where that is known from: a rule, and the steps measured so far. */
@Component
class ImpactLines {

    private static final int LATEST = 50;

    private final JdbcClient jdbc;

    ImpactLines(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param runs how many of the latest were measured */
    record Measured(Duration median, int runs) {}

    Map<String, Measured> measured(Collection<String> measures) {
        return measures.stream().distinct().flatMap(measure -> measured(measure).map(m -> Map.entry(measure, m)).stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Optional<Measured> measured(String measure) {
        return jdbc.sql("""
                select percentile_cont(0.5) within group (order by seconds), count(*) from (
                    select extract(epoch from ended - begun) seconds from change_step where measure = ? and state = 'DONE'
                    order by ended desc limit ?) latest having count(*) > 0""")
                .params(measure, LATEST)
                .query((row, i) -> new Measured(Duration.ofMillis(Math.round(row.getDouble(1) * 1000)), row.getInt(2))).optional();
    }

    String line(Plan.Impact impact, Map<String, Measured> measured) {
        Measured known = measured.get(impact.measure());
        String source = known == null ? "no measured run yet" : "%s, median of %d here".formatted(words(known.median()), known.runs());
        return "%s (rule %s; %s)".formatted(impact.sentence(), impact.rule(), source);
    }

    /** The line of the step that is noticed most. */
    String worst(List<Plan.Step> steps) {
        return steps.stream().map(Plan.Step::impact).max(Comparator.comparingInt(Plan.Impact::weight))
                .map(impact -> line(impact, measured(List.of(impact.measure())))).orElse("Nothing to do: what is live is as asked.");
    }

    static String words(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 1) {
            return "under 1 s";
        }
        return seconds < 120 ? seconds + " s" : Math.round(seconds / 60.0) + " min";
    }
}

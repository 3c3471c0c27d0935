package com.trmlabs.portal.rehearsal.kubernetes.api;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Whether a CronJob's schedule can be read, and how the real server says that it cannot. */
final class Schedules {

    private static final Set<String> WORDS = Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
    private static final List<String> MONTHS = List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final int[] LEAST = {0, 0, 1, 1, 0};
    private static final int[] MOST = {59, 23, 31, 12, 6};

    private Schedules() {}

    static Optional<String> problem(String schedule) {
        if (schedule.startsWith("@")) {
            boolean known = WORDS.contains(schedule) || schedule.matches("@every ([0-9]+[smh])+");
            return known ? Optional.empty() : Optional.of("unrecognized descriptor: " + schedule);
        }
        var fields = schedule.strip().split("\\s+");
        if (fields.length != LEAST.length) {
            return Optional.of("expected exactly 5 fields, found " + fields.length + ": " + Arrays.toString(fields).replace(",", ""));
        }
        return IntStream.range(0, fields.length).boxed()
                .flatMap(i -> Arrays.stream(fields[i].split(",")).map(part -> part(part, i)).flatMap(Optional::stream)).findFirst();
    }

    /** A star, a number or a range, and perhaps a step. */
    private static Optional<String> part(String part, int field) {
        var range = part.split("/")[0];
        if (range.equals("*") || range.equals("?")) {
            return Optional.empty();
        }
        var ends = range.split("-");
        int first = number(ends[0], field);
        int last = number(ends[ends.length - 1], field);
        if (first < 0 || last < 0) {
            return Optional.of("failed to parse int from " + range + ": strconv.Atoi: parsing \"" + range + "\": invalid syntax");
        }
        if (first < LEAST[field]) {
            return Optional.of("beginning of range (" + first + ") below minimum (" + LEAST[field] + "): " + part);
        }
        return last > MOST[field] ? Optional.of("end of range (" + last + ") above maximum (" + MOST[field] + "): " + part) : Optional.empty();
    }

    private static int number(String text, int field) {
        var names = field == 3 ? MONTHS : field == 4 ? DAYS : List.<String>of();
        int named = names.indexOf(text.toLowerCase(Locale.ROOT));
        return named >= 0 ? named + LEAST[field] : text.matches("\\d{1,4}") ? Integer.parseInt(text) : -1;
    }
}

package com.trmlabs.portal.ui;

import com.vaadin.flow.server.VaadinSession;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and durations in words, in the zone that the signed-in person chose or whose browser names. */
public final class Times {

    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("d MMM uuuu HH:mm xxx", Locale.ENGLISH);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss xxx", Locale.ENGLISH);
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss'Z'", Locale.ENGLISH);

    private Times() {}

    /** {@code 24 Nov 2026 15:04 +01:00}. */
    public static String full(Instant at) {
        return FULL.format(at.atZone(zone()));
    }

    /** {@code 15:04:09 +01:00}: for entries of one run, where the day stands elsewhere. */
    public static String clock(Instant at) {
        return CLOCK.format(at.atZone(zone()));
    }

    /** {@code 24 Nov 2026 14:04:09Z}. */
    public static String utc(Instant at) {
        return UTC.format(at.atZone(ZoneOffset.UTC));
    }

    /** The two largest units: {@code 2 d 3 h}, {@code 6 min 5 s}, {@code 40 s}, {@code under 1 s}. */
    public static String span(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + " d" + rest(duration.toHoursPart(), "h");
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + " h" + rest(duration.toMinutesPart(), "min");
        }
        if (duration.toMinutes() > 0) {
            return duration.toMinutes() + " min" + rest(duration.toSecondsPart(), "s");
        }
        return duration.toSeconds() > 0 ? duration.toSeconds() + " s" : "under 1 s";
    }

    private static String rest(int amount, String unit) {
        return amount == 0 ? "" : " " + amount + " " + unit;
    }

    /** UTC where there is no session, as in a job. */
    public static ZoneId zone() {
        VaadinSession session = VaadinSession.getCurrent();
        ZoneId chosen = session == null ? null : session.getAttribute(ZoneId.class);
        return chosen == null ? ZoneOffset.UTC : chosen;
    }

    static void choose(ZoneId zone) {
        VaadinSession.getCurrent().setAttribute(ZoneId.class, zone);
    }
}

package com.trmlabs.portal.kernel;

/** The number of a change as people say it: {@code C-1042}. */
public record ChangeId(long number) {

    public static ChangeId of(String text) {
        Checks.matches(text, "C-[0-9]{1,18}", "A change is named like C-1042");
        return new ChangeId(Long.parseLong(text.substring(2)));
    }

    @Override
    public String toString() {
        return "C-" + number;
    }
}

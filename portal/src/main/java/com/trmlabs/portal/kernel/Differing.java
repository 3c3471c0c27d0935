package com.trmlabs.portal.kernel;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields in which two states differ, each as it was and as it is; what one of them lacks is absent there. For the record,
 * and for people who are told what somebody altered.
 */
public record Differing(Map<String, String> before, Map<String, String> after) {

    /** Shown before the first character that differs. */
    private static final int LEAD = 20;

    public static Differing between(Map<String, String> before, Map<String, String> after) {
        var left = new LinkedHashMap<>(before);
        var right = new LinkedHashMap<>(after);
        left.entrySet().removeAll(after.entrySet());
        right.entrySet().removeAll(before.entrySet());
        return new Differing(left, right);
    }

    public boolean isEmpty() {
        return before.isEmpty() && after.isEmpty();
    }

    /** With the part of each long value that tells it from the other one, so that what is cut does not read alike. */
    public Differing within(int limit) {
        return new Differing(cut(before, after, limit), cut(after, before, limit));
    }

    private static Map<String, String> cut(Map<String, String> values, Map<String, String> others, int limit) {
        var cut = new LinkedHashMap<String, String>();
        values.forEach((field, value) -> cut.put(field, value.length() <= limit ? value : part(value, others.getOrDefault(field, ""), limit)));
        return cut;
    }

    private static String part(String value, String other, int limit) {
        int same = 0;
        while (same < Math.min(value.length(), other.length()) && value.charAt(same) == other.charAt(same)) {
            same++;
        }
        int from = Math.max(0, same - LEAD);
        int to = Math.min(value.length(), from + limit);
        return (from > 0 ? ".." : "") + value.substring(from, to) + (to < value.length() ? ".. (" : " (") + value.length() + " characters)";
    }
}

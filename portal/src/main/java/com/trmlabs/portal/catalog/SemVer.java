package com.trmlabs.portal.catalog;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version by semver.org 2.0.0, in its order; without build metadata, which has none. */
record SemVer(int major, int minor, int patch, List<String> preRelease) implements Comparable<SemVer> {

    private static final String NUMBER = "(0|[1-9][0-9]{0,8})";
    private static final String IDENTIFIER = "(?:0|[1-9][0-9]{0,17}|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)";
    private static final Pattern FORM = Pattern.compile(
            NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-(" + IDENTIFIER + "(?:\\." + IDENTIFIER + ")*))?");
    private static final Comparator<SemVer> NUMBERS =
            Comparator.comparingInt(SemVer::major).thenComparingInt(SemVer::minor).thenComparingInt(SemVer::patch);

    static SemVer of(String text) {
        Matcher parts = FORM.matcher(text);
        if (text.length() > 64 || !parts.matches()) {
            throw new IllegalArgumentException("A version is written like 2.4.0 or 2.5.0-rc.1, without build metadata; '" + text + "' is not.");
        }
        String pre = parts.group(4);
        return new SemVer(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)),
                pre == null ? List.of() : Arrays.asList(pre.split("\\.")));
    }

    @Override
    public int compareTo(SemVer other) {
        int numbers = NUMBERS.compare(this, other);
        if (numbers != 0 || preRelease.equals(other.preRelease)) {
            return numbers;
        }
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return preRelease.isEmpty() ? 1 : -1;
        }
        return comparePreRelease(preRelease.iterator(), other.preRelease.iterator());
    }

    private static int comparePreRelease(Iterator<String> mine, Iterator<String> others) {
        while (mine.hasNext() && others.hasNext()) {
            int identifiers = compareIdentifiers(mine.next(), others.next());
            if (identifiers != 0) {
                return identifiers;
            }
        }
        return Boolean.compare(mine.hasNext(), others.hasNext());
    }

    private static int compareIdentifiers(String mine, String other) {
        boolean number = isNumber(mine);
        if (number != isNumber(other)) {
            return number ? -1 : 1;
        }
        return number ? Long.compare(Long.parseLong(mine), Long.parseLong(other)) : mine.compareTo(other);
    }

    private static boolean isNumber(String identifier) {
        return identifier.chars().allMatch(Character::isDigit);
    }
}

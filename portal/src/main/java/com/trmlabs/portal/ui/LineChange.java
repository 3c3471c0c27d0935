package com.trmlabs.portal.ui;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a text that became others.
 *
 * @param line the first of them, counted from 1 in the text after, or where they stood
 * @param before absent when lines were only added
 * @param after absent when lines were only taken away
 */
record LineChange(int line, @Nullable String before, @Nullable String after) {

    /** Longer texts are not compared: one page is not worth the memory. */
    private static final long MOST_PAIRS = 4_000_000;

    /** What differs, from top to bottom, by the longest common subsequence of lines. */
    static List<LineChange> between(String before, String after) {
        List<String> old = List.of(before.split("\n", -1));
        List<String> now = List.of(after.split("\n", -1));
        if ((long) old.size() * now.size() > MOST_PAIRS) {
            return List.of(new LineChange(1, before, after));
        }
        int[][] common = common(old, now);
        List<LineChange> changes = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            int fromOld = i;
            int fromNow = j;
            while (i < old.size() && j < now.size() && !old.get(i).equals(now.get(j)) || i < old.size() ^ j < now.size()) {
                if (j == now.size() || i < old.size() && common[i + 1][j] >= common[i][j + 1]) {
                    i++;
                } else {
                    j++;
                }
            }
            if (i > fromOld || j > fromNow) {
                changes.add(new LineChange(fromNow + 1, text(old.subList(fromOld, i)), text(now.subList(fromNow, j))));
            }
            i++;
            j++;
        }
        return changes;
    }

    /** How many lines the rests from each pair of places have in common. */
    private static int[][] common(List<String> old, List<String> now) {
        int[][] common = new int[old.size() + 1][now.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                common[i][j] = old.get(i).equals(now.get(j)) ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private static @Nullable String text(List<String> lines) {
        return lines.isEmpty() ? null : String.join("\n", lines);
    }
}

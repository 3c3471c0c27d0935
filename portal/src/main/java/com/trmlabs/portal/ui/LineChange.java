package com.trmlabs.portal.ui;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.Chunk;
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

    /** What differs, from top to bottom. */
    static List<LineChange> between(String before, String after) {
        return DiffUtils.diff(lines(before), lines(after)).getDeltas().stream().map(LineChange::of).toList();
    }

    private static List<String> lines(String text) {
        return List.of(text.split("\n", -1));
    }

    private static LineChange of(AbstractDelta<String> delta) {
        return new LineChange(delta.getTarget().getPosition() + 1, text(delta.getSource()), text(delta.getTarget()));
    }

    private static @Nullable String text(Chunk<String> lines) {
        return lines.getLines().isEmpty() ? null : String.join("\n", lines.getLines());
    }
}

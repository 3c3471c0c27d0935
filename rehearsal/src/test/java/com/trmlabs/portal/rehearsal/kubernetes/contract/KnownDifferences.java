package com.trmlabs.portal.rehearsal.kubernetes.contract;

import com.trmlabs.portal.rehearsal.kubernetes.contract.Golden.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The table in rehearsal/README.md that says where the simulator differs from the real server, and why that does not matter. */
record KnownDifferences(List<Row> rows) {

    private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)` \\| `(/[^`]*)` \\| (.+) \\|");

    /** @param at where the difference begins, as a JSON pointer into the notes of the case */
    record Row(String scene, String at, String why) {}

    static KnownDifferences read() throws IOException {
        var rows = Files.readAllLines(Path.of("README.md")).stream().map(ROW::matcher).filter(matcher -> matcher.matches())
                .map(matcher -> new Row(matcher.group(1), matcher.group(2), matcher.group(3))).toList();
        return new KnownDifferences(rows);
    }

    private List<Row> of(Case scene) {
        return rows.stream().filter(row -> row.scene().equals(scene.name())).toList();
    }

    List<Difference> unlisted(Case scene, List<Difference> differences) {
        return differences.stream().filter(difference -> of(scene).stream().noneMatch(row -> difference.at().startsWith(row.at()))).toList();
    }

    List<Row> gone(Case scene, List<Difference> differences) {
        return of(scene).stream().filter(row -> differences.stream().noneMatch(difference -> difference.at().startsWith(row.at()))).toList();
    }
}

package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.change.Difference;
import com.trmlabs.portal.ui.DiffView;
import java.util.List;

/** Shows what a plan does to each object, in the plan of a change or in a preview. */
public final class DifferenceTable {

    private DifferenceTable() {}

    public static DiffView of(List<Difference> differences) {
        List<DiffView.Item> items = differences.stream()
                .filter(difference -> difference.action() != Difference.Action.UNCHANGED)
                .map(DifferenceTable::item)
                .toList();
        return new DiffView(items, differences.size() - items.size());
    }

    private static DiffView.Item item(Difference difference) {
        List<DiffView.Field> fields = difference.fields().stream()
                .map(field -> new DiffView.Field(field.path(), field.before().orElse(null), field.after().orElse(null), field.hidden()))
                .toList();
        String others = difference.foreign().isEmpty() ? "" : "Other owners of fields here: " + String.join(", ", difference.foreign());
        return new DiffView.Item(DiffView.Mark.valueOf(difference.action().name()), difference.object(), fields, others);
    }
}

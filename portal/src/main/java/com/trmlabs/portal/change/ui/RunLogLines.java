package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ChangeQueries.LogLine;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.ui.Times;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Pre;
import java.util.List;

/** The log of a run; reads on from the last line that it has, in portions. */
final class RunLogLines extends Div {

    private static final int PORTION = 500;

    private final ChangeQueries queries;
    private final ChangeId id;
    private final Pre lines = new Pre();
    private final NativeDetails details = new NativeDetails("Log", lines);
    private final Button more = new Button("Next " + PORTION + " lines", click -> read());
    private final StringBuilder text = new StringBuilder();
    private long last;

    RunLogLines(ChangeQueries queries, ChangeId id) {
        this.queries = queries;
        this.id = id;
        addClassNames("log");
        lines.getElement().setAttribute("tabindex", "0").setAttribute("role", "region").setAttribute("aria-label", "Log of the run");
        more.setVisible(false);
        add(details, more);
        read();
    }

    void read() {
        List<LogLine> next = queries.log(id, last, PORTION);
        for (LogLine line : next) {
            last = line.number();
            text.append("%s  step %d  %s%n".formatted(Times.clock(line.at()), line.step(), line.text()));
        }
        if (!next.isEmpty()) {
            lines.setText(text.toString());
        }
        more.setVisible(next.size() == PORTION);
        setVisible(last > 0);
    }
}

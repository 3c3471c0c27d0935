package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.catalog.Release;
import com.trmlabs.portal.service.ServiceQueries;
import com.trmlabs.portal.ui.MarkdownText;
import com.trmlabs.portal.ui.Times;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import java.util.List;

/** Chooses a release, with its notes and how many services run it. */
final class ReleaseChoice extends Div {

    private final Select<Release> select = new Select<>();
    private final Span runs = new Span();
    private final Div notes = new Div();
    private final ServiceQueries services;

    /** @param releases newest first; at least one */
    ReleaseChoice(List<Release> releases, String version, boolean fixed, ServiceQueries services, Runnable changed) {
        this.services = services;
        select.setLabel("Release");
        select.setItems(releases);
        select.setItemLabelGenerator(release -> release.version() + ", published " + Times.full(release.publishedAt()));
        select.setValue(releases.stream().filter(release -> release.version().equals(version)).findFirst().orElse(releases.getFirst()));
        select.setReadOnly(fixed);
        select.setWidthFull();
        select.addValueChangeListener(chosen -> {
            describe();
            changed.run();
        });
        runs.addClassName("quiet");
        add(select, runs, new NativeDetails("Release notes", notes));
        describe();
    }

    String version() {
        return select.getValue().version();
    }

    private void describe() {
        Release release = select.getValue();
        int count = services.running(release.type(), release.version()).size();
        runs.setText(count == 0 ? "No service that you see runs it yet." : count == 1 ? "1 service runs it." : count + " services run it.");
        notes.removeAll();
        notes.add(release.notes().isBlank() ? new Span("No notes.") : new MarkdownText(release.notes()));
    }
}

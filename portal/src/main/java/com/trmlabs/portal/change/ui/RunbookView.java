package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.ui.MarkdownText;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.SectionCard;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;

/** What to do when a run ends badly or stands still. */
@Route("runbooks/:name")
@PermitAll
class RunbookView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private String title = "";

    RunbookView() {
        addClassName("page");
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        String text = Runbooks.text(event.getRouteParameters().get("name").orElse("").replaceFirst("\\.md$", ""));
        int end = text.indexOf('\n');
        title = text.substring(0, end).replaceFirst("^#\\s*", "");
        removeAll();
        add(new PageHeader(title), new SectionCard("Runbook", new MarkdownText(text.substring(end))));
    }

    @Override
    public String getPageTitle() {
        return title;
    }
}

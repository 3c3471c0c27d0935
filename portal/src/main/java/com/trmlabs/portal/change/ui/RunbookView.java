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
@Route("runbooks/:name?")
@PermitAll
class RunbookView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private static final String INDEX = "README";

    private String title = "";

    RunbookView() {
        addClassName("page");
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        String name = event.getRouteParameters().get("name").orElse(INDEX).replaceFirst("\\.md$", "");
        title = Runbooks.title(name);
        PageHeader header = new PageHeader(title);
        if (!name.equals(INDEX)) {
            header.under(Runbooks.title(INDEX), "runbooks");
        }
        removeAll();
        add(header, new SectionCard(name.equals(INDEX) ? "What a step or an alert says" : "What to look at and to do", new MarkdownText(Runbooks.body(name))));
    }

    @Override
    public String getPageTitle() {
        return title;
    }
}

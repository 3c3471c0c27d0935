package com.trmlabs.portal.ui;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.NotFoundException;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;

/** An address that no page has. */
@ParentLayout(PortalLayout.class)
@AnonymousAllowed
class NoPage extends Div implements HasErrorParameter<NotFoundException>, HasDynamicTitle {

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<NotFoundException> missing) {
        addClassName("page");
        add(new PageHeader("Not found"),
                new EmptyState("No page at /" + event.getLocation().getPath() + ".",
                        "Check the address, or look for it with Go to (Ctrl+K).", new Anchor("", "My work")));
        return 404;
    }

    @Override
    public String getPageTitle() {
        return "Not found";
    }
}

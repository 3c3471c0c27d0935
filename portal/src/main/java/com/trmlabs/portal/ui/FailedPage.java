package com.trmlabs.portal.ui;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;

/** A page that could not be shown, for a reason nobody foresaw: a reference instead of a stack trace. */
@ParentLayout(PortalLayout.class)
@AnonymousAllowed
class FailedPage extends Div implements HasErrorParameter<Exception>, HasDynamicTitle {

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<Exception> thrown) {
        removeAll(); // it may be shown already, for the address before
        addClassName("page");
        add(new PageHeader("Page not shown"),
                new EmptyState("Something failed on our side. Nothing was changed by opening this page.",
                        "Try again; if it stays, name this reference to whoever runs the portal: Ref "
                                + Failures.reference(thrown.getException()),
                        new Anchor(event.getLocation().getPathWithQueryParameters(), "Try again")));
        return 500;
    }

    @Override
    public String getPageTitle() {
        return "Page not shown";
    }
}

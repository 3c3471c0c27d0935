package com.trmlabs.portal.ui;

import com.trmlabs.portal.kernel.NotFound;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;

/** Nothing of that name is there, or nothing that the person may see: the two read the same. */
@ParentLayout(PortalLayout.class)
@AnonymousAllowed
class NotFoundPage extends Div implements HasErrorParameter<NotFound>, HasDynamicTitle {

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<NotFound> missing) {
        removeAll(); // it may be shown already, for the address before
        addClassName("page");
        add(new PageHeader("Not found"),
                new EmptyState(missing.getException().getMessage(), "Check the address, or look for it with Go to (Ctrl+K).",
                        new Anchor("", "My work")));
        return 404;
    }

    @Override
    public String getPageTitle() {
        return "Not found";
    }
}

package com.trmlabs.portal.ui;

import com.trmlabs.portal.identity.DeniedPages;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.AccessDeniedException;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;

/** A page that is not for the roles of the person signed in. */
@ParentLayout(PortalLayout.class)
@AnonymousAllowed
class DeniedPage extends Div implements HasErrorParameter<AccessDeniedException>, HasDynamicTitle {

    private final DeniedPages deniedPages;

    DeniedPage(DeniedPages deniedPages) {
        this.deniedPages = deniedPages;
    }

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<AccessDeniedException> denied) {
        deniedPages.record("/" + event.getLocation().getPath());
        removeAll(); // it may be shown already, for the address before
        addClassName("page");
        add(new PageHeader("Not for your role"),
                new EmptyState("Your roles do not open this page.",
                        "Roles come from your groups at the identity provider; who manages them can add one.",
                        new Anchor("", "My work")));
        return 403;
    }

    @Override
    public String getPageTitle() {
        return "Not for your role";
    }
}

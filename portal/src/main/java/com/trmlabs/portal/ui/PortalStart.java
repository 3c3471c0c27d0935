package com.trmlabs.portal.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.page.ExtendedClientDetails;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.VaadinSession;
import com.vaadin.flow.server.communication.IndexHtmlResponse;
import java.time.DateTimeException;
import java.time.ZoneId;
import org.jsoup.nodes.Element;
import org.springframework.stereotype.Component;

/** What every page begins with: chosen appearance, zone of the browser, script of the small components, error handler. */
@Component
class PortalStart implements VaadinServiceInitListener {

    @Override
    public void serviceInit(ServiceInitEvent event) {
        event.addIndexHtmlRequestListener(PortalStart::page);
        event.getSource().addSessionInitListener(session -> session.getSession().setErrorHandler(new Failures()));
        event.getSource().addUIInitListener(init -> begin(init.getUI()));
    }

    private static void page(IndexHtmlResponse response) {
        Element html = response.getDocument().child(0);
        html.attr("lang", "en");
        Appearance chosen = Appearance.of(response.getVaadinRequest());
        if (chosen != Appearance.SYSTEM) {
            html.attr("style", "color-scheme: " + chosen.scheme().getValue()).attr("theme", chosen.scheme().getThemeValue());
        }
        response.getDocument().head().appendElement("script").attr("src", "portal.js").attr("defer", true);
    }

    private static void begin(UI ui) {
        ui.getReconnectDialogConfiguration().setDialogText("No connection. Trying again. Runs go on without this page.");
        ExtendedClientDetails browser = ui.getPage().getExtendedClientDetails();
        if (VaadinSession.getCurrent().getAttribute(ZoneId.class) == null && browser.getTimeZoneId() != null) {
            try {
                Times.choose(ZoneId.of(browser.getTimeZoneId()));
            } catch (DateTimeException unknownToJava) {
                // UTC stays
            }
        }
    }
}

package com.trmlabs.portal.catalog.ui;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.catalog.Release;
import com.trmlabs.portal.catalog.ServiceType;
import com.trmlabs.portal.catalog.spi.ReleaseUse;
import com.trmlabs.portal.catalog.spi.ReleaseUse.Use;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.ui.CopyBox;
import com.trmlabs.portal.ui.EmptyState;
import com.trmlabs.portal.ui.EntityGrid;
import com.trmlabs.portal.ui.FactList;
import com.trmlabs.portal.ui.Moment;
import com.trmlabs.portal.ui.MarkdownText;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.SectionCard;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;

/** One release: its notes, what it is made of by digest, and who runs it. */
@Route("releases/:type/:version")
@PermitAll
class ReleaseView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final Catalog catalog;
    private final ObjectProvider<ReleaseUse> users;
    private String title = "Release";

    ReleaseView(Catalog catalog, ObjectProvider<ReleaseUse> users) {
        this.catalog = catalog;
        this.users = users;
        addClassName("page");
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        String type = event.getRouteParameters().get("type").orElse("");
        String version = event.getRouteParameters().get("version").orElse("");
        Release release = catalog.release(type, version).orElseThrow(() -> new NotFound("release " + type + " " + version));
        ServiceType about = catalog.type(type);
        title = type + " " + version;
        removeAll();
        add(new PageHeader(about.title() + " " + version).under("Releases", "releases"), facts(release), notes(release), digests(release),
                users(release));
    }

    @Override
    public String getPageTitle() {
        return title;
    }

    private SectionCard facts(Release release) {
        List<String> versions = catalog.versions(release.type());
        int newer = versions.indexOf(release.version());
        Component standing = newer == 0 ? new Span("the newest") : new Div(
                new Span(newer + (newer == 1 ? " release is newer, " : " releases are newer, the newest is ")),
                new Anchor("releases/" + release.type() + "/" + versions.getFirst(), versions.getFirst()));
        return new SectionCard("Release", new FactList()
                .fact("Version", standing)
                .fact("Published", new Moment(release.publishedAt()))
                .fact("By", release.publishedBy()));
    }

    private static SectionCard notes(Release release) {
        return new SectionCard("Notes", new MarkdownText(release.notes()));
    }

    private static SectionCard digests(Release release) {
        FactList digests = new FactList();
        release.images().forEach((role, image) -> digests.fact("Image " + role, new CopyBox("image " + role, image.toString())));
        digests.fact("Chart", new CopyBox("chart digest", release.chart().value()));
        release.base().ifPresent(base -> digests.fact("Built on", new CopyBox("base digest", base.value())));
        return new SectionCard("What it is made of", digests);
    }

    private SectionCard users(Release release) {
        List<Use> uses = users.stream().flatMap(user -> user.uses(release.type(), release.version()).stream()).toList();
        if (uses.isEmpty()) {
            return new SectionCard("Who runs it", new EmptyState("No service runs it that you may see.",
                    "An operator installs or upgrades to it from a service's page."));
        }
        EntityGrid<Use> grid = new EntityGrid<>("Services that run " + title, "service", "services", Use::path);
        grid.name("Service", Use::service);
        grid.text("Customer", Use::customer);
        grid.items(uses);
        return new SectionCard("Who runs it", grid);
    }
}

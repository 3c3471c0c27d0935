package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.change.ChangeDesk;
import com.trmlabs.portal.change.ChangeQueries.Filter;
import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.change.ui.RecentChanges;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.service.Binding;
import com.trmlabs.portal.service.ServiceHealth;
import com.trmlabs.portal.service.ServiceQueries.Page;
import com.trmlabs.portal.service.ServiceQueries;
import com.trmlabs.portal.ui.FactList;
import com.trmlabs.portal.ui.Moment;
import com.trmlabs.portal.ui.Navigation;
import com.trmlabs.portal.ui.Notice;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.Reading;
import com.trmlabs.portal.ui.ReasonedButton;
import com.trmlabs.portal.ui.SectionCard;
import com.trmlabs.portal.ui.Slot;
import com.trmlabs.portal.ui.Tone;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.OptimisticLockingFailureException;

/** One service: how it is, what it runs with, what became of it; and the changes that can be proposed. */
@Route("services/:name")
@PermitAll
class ServiceView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private static final Set<ChangeStatus> OPEN = EnumSet.of(ChangeStatus.PLANNED, ChangeStatus.AWAITING_APPROVAL, ChangeStatus.APPROVED,
            ChangeStatus.WAITING_FOR_WINDOW, ChangeStatus.RUNNING);

    private final ServiceQueries services;
    private final ServiceHealth health;
    private final ChangeQueries changes;
    private final ChangeDesk desk;
    private final Catalog catalog;
    private final CurrentActor current;
    private final ObjectProvider<ServiceSection> sections;
    private String title = "";

    ServiceView(ServiceQueries services, ServiceHealth health, ChangeQueries changes, ChangeDesk desk, Catalog catalog, CurrentActor current,
            ObjectProvider<ServiceSection> sections) {
        this.services = services;
        this.health = health;
        this.changes = changes;
        this.desk = desk;
        this.catalog = catalog;
        this.current = current;
        this.sections = sections;
        addClassName("page");
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        Page page = services.page(name(event.getRouteParameters().get("name").orElse("")));
        ServiceName service = page.row().service();
        title = service.type() + " on " + service.cluster();
        removeAll();
        Slot status = new Slot();
        Slot facts = new Slot();
        show(page, status, facts);
        PageHeader header = new PageHeader(title).under("Customers", "customers")
                .under(page.row().customer().value(), "customers/" + page.row().customer())
                .under(service.cluster().value(), "clusters/" + service.cluster())
                .status(status);
        if (current.grants().holds(Role.OPERATOR, page.row().customer())) {
            header.actions(propose("Upgrade", "upgrade", service).unless(newest(page)), propose("Configure", "configure", service), rollBack(page));
        }
        Reading.whileOpen(header, () -> read(service), now -> show(now, status, facts));
        add(header);
        queue(service).ifPresent(this::add);
        add(facts);
        sections.orderedStream().map(section -> section.section(page)).flatMap(Optional::stream).forEach(this::add);
        add(new SectionCard("Settings", Configuration.of(catalog.type(service.type()).inputs(), page.inputs())),
                RecentChanges.of(changes, filter(service, Set.of()), "changes?service=" + service));
    }

    /** As last read on schedule; what never was is read now. */
    private Page read(ServiceName service) {
        Page page = services.page(service);
        if (!isUnread(page)) {
            return page;
        }
        try {
            health.refresh(service);
        } catch (OptimisticLockingFailureException readByTheSchedule) {
            // as good as if it had been read here
        }
        return services.page(service);
    }

    private static boolean isUnread(Page page) {
        return page.row().asOf().isEmpty() && page.row().healthNote().isEmpty();
    }

    private void show(Page page, Slot status, Slot facts) {
        status.show(page.row(), () -> List.of(isUnread(page) ? reading(page.row().service()) : ServiceTable.health(page.row())));
        facts.show(page, () -> List.of(facts(page)));
    }

    private static Span reading(ServiceName service) {
        Span reading = new Span("Reading its health from " + service.cluster() + "...");
        reading.addClassName("quiet");
        reading.getElement().setAttribute("role", "status");
        return reading;
    }

    private static ServiceName name(String text) {
        try {
            return ServiceName.of(text);
        } catch (IllegalArgumentException noName) {
            throw new NotFound("service " + text);
        }
    }

    private static Filter filter(ServiceName service, Set<ChangeStatus> statuses) {
        return new Filter("", statuses, Optional.empty(), Optional.empty(), Optional.of(service), Optional.empty());
    }

    private static ReasonedButton propose(String text, String kind, ServiceName service) {
        return new ReasonedButton(text, () -> Navigation.open("changes/new?kind=" + kind + "&service=" + service));
    }

    private static Optional<String> newest(Page page) {
        return page.row().behind() == 0 ? Optional.of("It runs the newest release.") : Optional.empty();
    }

    /** Going back is a change of its own, prefilled with what ran before the last one that succeeded. */
    private ReasonedButton rollBack(Page page) {
        return new ReasonedButton("Roll back", () -> Navigation.open("changes/new?rollback=" + page.lastChange()))
                .unless(desk.refusal(ChangeId.of(page.lastChange()), ChangeDesk.Verb.ROLL_BACK));
    }

    private Optional<Notice> queue(ServiceName service) {
        List<ChangeQueries.Row> open = changes.rows(filter(service, OPEN), 0, 5);
        if (open.isEmpty()) {
            return Optional.empty();
        }
        Anchor[] links = open.stream().map(row -> new Anchor("changes/" + row.id(), row.id() + " " + row.title())).toArray(Anchor[]::new);
        return Optional.of(new Notice(Tone.WAIT, VaadinIcon.HOURGLASS, "A change is open; later ones queue behind it", links));
    }

    private static SectionCard facts(Page page) {
        FactList facts = new FactList().fact("Release", ServiceTable.release(page.row())).fact("Revision", String.valueOf(page.revision()))
                .fact("Address", page.address().orElse(page.row().asOf().isPresent() ? "none outside the cluster" : "not read yet"));
        Div since = new Div(new Anchor("changes/" + page.lastChange(), page.lastChange()), new Moment(page.since()));
        since.addClassName("row");
        facts.fact("Runs so since", since);
        page.binding().ifPresent(binding -> facts.fact("Database", new Span(words(binding))));
        return new SectionCard("State", facts);
    }

    private static String words(Binding binding) {
        return "%s:%d/%s, account in the cluster's Secret %s, %s".formatted(binding.host(), binding.port(), binding.database(),
                binding.secretName(), binding.caKey() == null ? "its own certificate authority" : "its authority beside it");
    }

    @Override
    public String getPageTitle() {
        return title;
    }
}

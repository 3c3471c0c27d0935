package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.catalog.ServiceType;
import com.trmlabs.portal.change.AlteredMeanwhile;
import com.trmlabs.portal.change.ChangeDesk;
import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.Revision;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import com.trmlabs.portal.service.Offers;
import com.trmlabs.portal.service.ServiceChanges;
import com.trmlabs.portal.service.ServiceQueries;
import com.trmlabs.portal.service.ui.ProposalStart.Draft;
import com.trmlabs.portal.service.ui.ProposalStart.Start;
import com.trmlabs.portal.ui.Navigation;
import com.trmlabs.portal.ui.Notice;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.SectionCard;
import com.trmlabs.portal.ui.Times;
import com.trmlabs.portal.ui.Tone;
import com.trmlabs.portal.ui.form.SchemaForm;
import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.KeyModifier;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.AnchorTarget;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Proposes a change of a service, or edits a draft: release, settings, reason; beside it what would happen. */
@Route("changes/new")
@RolesAllowed("OPERATOR")
class ProposeView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final ProposalStart starts;
    private final ServiceChanges changes;
    private final ServiceQueries services;
    private final ChangeDesk desk;
    private final Catalog catalog;
    private final Offers offers;
    private final PreviewPanel preview;
    private final TextArea reason = new TextArea("Reason");
    private final TextField ticket = new TextField("Ticket");
    private final Div outcome = new Div();
    private Optional<Draft> draft = Optional.empty();
    private Start start;
    private SchemaForm settings;
    private ReleaseChoice release;
    private Optional<BindingFields> binding = Optional.empty();

    ProposeView(ProposalStart starts, ServiceChanges changes, ServiceQueries services, ChangeDesk desk, Catalog catalog, Offers offers, Clock clock) {
        this.starts = starts;
        this.changes = changes;
        this.services = services;
        this.desk = desk;
        this.catalog = catalog;
        this.offers = offers;
        this.preview = new PreviewPanel(changes, clock);
        addClassName("page");
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        begin(starts.read(event.getLocation().getQueryParameters()));
    }

    private void begin(Start with) {
        start = with;
        draft = start.edits();
        Proposal proposal = start.proposal();
        ServiceType type = catalog.type(proposal.service().type());
        boolean fixed = proposal.kind() == ChangeKind.CONFIGURE || proposal.kind() == ChangeKind.ROLL_BACK;
        release = new ReleaseChoice(catalog.releases(type.name()), proposal.release(), fixed, services, this::redraw);
        settings = new SchemaForm(type.inputs(), proposal.inputs(), start.was()).onChange(values -> redraw());
        binding = type.needsDatabase() ? Optional.of(new BindingFields(proposal.binding(), offers.in(proposal.service().cluster(), type), this::redraw)) : Optional.empty();
        removeAll();
        outcome.removeAll();
        Div form = new Div();
        form.addClassName("story");
        types(type).ifPresent(form::add);
        form.add(new SectionCard("Release", release), new SectionCard("Settings", settings));
        binding.ifPresent(fields -> form.add(new SectionCard("Database", fields)));
        form.add(reasons());
        Section rail = new Section(preview);
        rail.getElement().setAttribute("aria-label", "Preview");
        rail.addClassName("preview");
        Div columns = new Div(form, rail);
        columns.addClassNames("columns", "halves");
        add(header(proposal), columns);
        redraw();
    }

    private PageHeader header(Proposal proposal) {
        PageHeader header = new PageHeader(getPageTitle()).under("Changes", "changes")
                .under(proposal.service().cluster().value(), "clusters/" + proposal.service().cluster());
        if (proposal.kind() != ChangeKind.INSTALL) {
            header.under(proposal.service().type(), "services/" + proposal.service());
        }
        return header;
    }

    /** Only an install has a choice of type, and only where there is more than one. */
    private Optional<SectionCard> types(ServiceType type) {
        List<ServiceType> all = catalog.types();
        if (start.proposal().kind() != ChangeKind.INSTALL || start.edits().isPresent() || all.size() < 2) {
            return Optional.empty();
        }
        Select<ServiceType> select = new Select<>();
        select.setLabel("Service");
        select.setItems(all);
        select.setItemLabelGenerator(ServiceType::title);
        select.setValue(type);
        select.addValueChangeListener(chosen -> Navigation.open(
                "changes/new?kind=install&cluster=" + start.proposal().service().cluster() + "&type=" + chosen.getValue().name()));
        return Optional.of(new SectionCard("Service", select));
    }

    private SectionCard reasons() {
        reason.setRequiredIndicatorVisible(true);
        reason.setMaxLength(1000);
        reason.setWidthFull();
        reason.setHelperText("Approvers and auditors read it.");
        reason.setValue(start.reason());
        ticket.setValue(start.ticket());
        ticket.setMaxLength(100);
        Button save = new Button("Save draft", click -> act(id -> {}));
        Button submit = new Button("Seal plan and submit", click -> act(desk::submit));
        submit.addThemeVariants(ButtonVariant.PRIMARY);
        submit.addClickShortcut(Key.ENTER, KeyModifier.CONTROL);
        Div buttons = new Div(save, submit);
        buttons.addClassName("row");
        Div fields = new Div(reason, ticket, outcome, buttons);
        fields.addClassName("stack");
        return new SectionCard("Why", fields);
    }

    private Proposal proposal() {
        Proposal begun = start.proposal();
        return new Proposal(begun.kind(), begun.service(), release.version(), settings.values(), binding.flatMap(BindingFields::value));
    }

    private void redraw() {
        if (binding.isPresent() && binding.get().value().isEmpty()) {
            preview.hold("A preview follows when the database is filled in.");
        } else if (!settings.problems().isEmpty()) {
            preview.hold("A preview follows when the settings are right.");
        } else {
            preview.ask(proposal());
        }
    }

    private void act(Consumer<ChangeId> then) {
        outcome.removeAll();
        reason.setInvalid(reason.getValue().isBlank());
        reason.setErrorMessage("Say why.");
        boolean right = settings.check() & binding.map(BindingFields::check).orElse(true);
        if (!right || reason.isInvalid()) {
            return;
        }
        try {
            ChangeId id = save();
            then.accept(id);
            Navigation.open("changes/" + id);
        } catch (AlteredMeanwhile meanwhile) {
            outcome.add(conflict(draft.orElseThrow().id(), meanwhile.latest(), then));
        } catch (Refusal refusal) {
            outcome.add(Notice.failure(refusal.getMessage()));
        }
    }

    /** As in the wizard: what was typed stays, and whoever typed it decides. */
    private Notice conflict(ChangeId id, Revision theirs, Consumer<ChangeId> then) {
        Anchor show = new Anchor("changes/new?change=" + id, "Show");
        show.setTarget(AnchorTarget.BLANK);
        Button mine = new Button("Keep mine", click -> {
            draft = Optional.of(new Draft(id, theirs.number()));
            act(then);
        });
        Button take = new Button("Take theirs", click -> begin(starts.edit(id)));
        Div verbs = new Div(show, mine, take);
        verbs.addClassName("row");
        return new Notice(Tone.WARN, VaadinIcon.EXCHANGE, theirs.by() + " saved " + id + " at " + Times.full(theirs.at())
                + ". Yours is not saved yet; nothing is lost.", verbs);
    }

    /** Kept before it is sealed, so that a cluster that does not answer costs nobody what was typed. */
    private ChangeId save() {
        String why = reason.getValue().strip();
        if (draft.isPresent()) {
            Draft seen = draft.get();
            changes.edit(seen.id(), seen.revision(), proposal(), why, ticket.getValue().strip());
            draft = Optional.of(new Draft(seen.id(), seen.revision() + 1));
        } else {
            draft = Optional.of(new Draft(changes.propose(proposal(), why, ticket.getValue().strip()), Revision.FIRST));
        }
        return draft.get().id();
    }

    @Override
    public String getPageTitle() {
        ServiceChanges.Proposal proposal = start.proposal();
        String what = "%s %s on %s".formatted(proposal.kind().verb(), proposal.service().type(), proposal.service().cluster());
        return start.edits().map(draft -> "Edit " + draft.id() + ": " + what).orElse(what);
    }
}

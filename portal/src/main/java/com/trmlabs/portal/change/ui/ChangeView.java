package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.approval.ApprovalDesk;
import com.trmlabs.portal.approval.ApprovalQueries;
import com.trmlabs.portal.approval.ApprovalQueries.Asked;
import com.trmlabs.portal.approval.ui.VoteDialog;
import com.trmlabs.portal.change.ChangeDesk;
import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ChangeQueries.Page;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.ui.FactList;
import com.trmlabs.portal.ui.FingerprintChip;
import com.trmlabs.portal.ui.ImpactLine;
import com.trmlabs.portal.ui.Moment;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.SectionCard;
import com.trmlabs.portal.ui.Slot;
import com.trmlabs.portal.ui.StatusBadge;
import com.trmlabs.portal.ui.StepTimeline;
import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.shared.Registration;
import jakarta.annotation.security.PermitAll;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One change, as a story to read and print: situation, reason, fingerprint, plan, differences, log, discussion; live while it runs. */
@Route("changes/:id/:part?(vote)")
@PermitAll
class ChangeView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final ChangeQueries changes;
    private final ApprovalQueries approvals;
    private final ApprovalDesk voting;
    private final ChangeDesk desk;
    private final CurrentActor current;
    private final ProgressFeed feed;
    private final Clock clock;
    private final Decision decision;

    private final Slot header = new Slot();
    private final Situation situation = new Situation();
    private final Slot facts = new Slot();
    private final Slot plan = new Slot();
    private final StepTimeline steps = new StepTimeline(List.of());
    private final StepTimeline back = new StepTimeline(List.of());
    private final Slot differences = new Slot();
    private final Section rail = new Section();
    private final Slot box = new Slot();
    private Page page;
    private Discussion discussion;
    private RunLogLines log;
    private Registration live = () -> {};

    ChangeView(ChangeQueries changes, ApprovalQueries approvals, ApprovalDesk voting, ChangeDesk desk, CurrentActor current, ProgressFeed feed,
            Clock clock) {
        this.changes = changes;
        this.approvals = approvals;
        this.voting = voting;
        this.desk = desk;
        this.current = current;
        this.feed = feed;
        this.clock = clock;
        this.decision = new Decision(voting, current, new VerbButtons(desk, current, this::refresh));
        addClassNames("page", "change");
        rail.addClassName("rail");
        rail.getElement().setAttribute("aria-label", "Decision");
        rail.add(box);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        page = changes.page(id(event.getRouteParameters().get("id").orElse("")));
        removeAll();
        log = new RunLogLines(changes, page.id());
        discussion = new Discussion(desk, page.id(), current.grants().holdsAny(page.customer(), Role.OPERATOR, Role.APPROVER, Role.ADMIN), this::refresh);
        SectionCard planned = new SectionCard("Plan", steps, plan, log);
        planned.setId("plan");
        Div story = new Div(situation, facts, planned, new SectionCard("Differences", differences), discussion);
        story.addClassName("story");
        Div columns = new Div(story, rail);
        columns.addClassName("columns");
        add(header, columns);
        show();
        getUI().ifPresent(this::listen);
        if (event.getRouteParameters().get("part").isPresent()) {
            vote(event.getUI());
        }
    }

    private static ChangeId id(String text) {
        try {
            return ChangeId.of(text);
        } catch (IllegalArgumentException noNumber) {
            throw new NotFound("change " + text);
        }
    }

    @Override
    protected void onAttach(AttachEvent attached) {
        listen(attached.getUI());
    }

    private void listen(UI ui) {
        live.remove();
        live = feed.listen(page.id(), ui, this::refresh);
    }

    @Override
    protected void onDetach(DetachEvent detached) {
        live.remove();
    }

    private void refresh() {
        page = changes.page(page.id());
        show();
        log.read();
        UI.getCurrent().getPage().setTitle(getPageTitle());
    }

    private void show() {
        Optional<Asked> asked = approvals.find(page.id().toString());
        header.show(List.of(page.id(), page.status(), page.title()), () -> List.of(header()));
        situation.show(page, clock.instant());
        facts.show(List.of(page.id(), page.reason(), page.ticket(), page.fingerprint(), page.impact(), page.reasons()), () -> List.of(facts()));
        steps.update(Progress.timeline(page.steps(), page.backSteps()));
        back.update(Progress.timeline(page.backSteps(), List.of()));
        plan.show(List.of(page.id(), page.steps().isEmpty(), page.backSteps().size(), page.goingBack()), this::wayBack);
        differences.show(List.of(page.id(), page.fingerprint(), page.differences(), page.checkedAgain(), page.votesVoided()), this::differences);
        box.show(List.of(page.id(), page.status(), page.paused(), page.goingBack(), page.votesVoided(), page.steps(), asked), () -> decision.boxes(page, asked));
        discussion.show(page.remarks());
    }

    private PageHeader header() {
        PageHeader header = new PageHeader(page.id() + " " + page.title()).under("Changes", "changes")
                .under(page.customer().value(), "customers/" + page.customer());
        page.cluster().ifPresent(cluster -> header.under(cluster.value(), "clusters/" + cluster));
        page.service().ifPresent(service -> header.under(service.type(), "services/" + service));
        return header.status(StatusBadge.of(page.status()));
    }

    private SectionCard facts() {
        FactList list = new FactList().fact("Why", page.reason().isBlank() ? "no reason given yet" : page.reason());
        if (!page.ticket().isBlank()) {
            list.fact("Ticket", page.ticket());
        }
        Div requested = new Div(new Span(page.requester()), new Moment(page.created()));
        requested.addClassName("row");
        list.fact("Requested by", requested).fact("Target", page.target());
        list.fact("Fingerprint", page.fingerprint().<Component>map(FingerprintChip::new).orElseGet(() -> new Span("none: the plan is not sealed")));
        list.fact("Impact", new ImpactLine(page.impact())).fact("Safe point", known(page.safePoint())).fact("Way back", known(page.wayBack()));
        page.reasons().forEach(reason -> list.fact("Accepts", reason));
        Anchor record = new Anchor("audit?q=" + page.id(), "Audit log of " + page.id());
        return new SectionCard("What and why", list).actions(record);
    }

    private static String known(String planned) {
        return planned.isBlank() ? "Known when it is planned." : planned;
    }

    private List<Component> wayBack() {
        if (page.steps().isEmpty()) {
            return List.of(new Span("Planned when it is sealed."));
        }
        if (page.backSteps().isEmpty()) {
            return List.of();
        }
        Details details = new Details("Way back: " + (page.backSteps().size() == 1 ? "1 step" : page.backSteps().size() + " steps"), back);
        details.setOpened(page.goingBack());
        return List.of(details);
    }

    private List<Component> differences() {
        List<Component> parts = new ArrayList<>();
        page.checkedAgain().filter(at -> page.votesVoided().isEmpty() && page.fingerprint().isPresent()).ifPresent(at -> {
            Div again = new Div(new Span("Checked again, as planned:"), new Moment(at));
            again.addClassName("row");
            parts.add(again);
        });
        parts.add(page.fingerprint().isEmpty()
                ? new Span("Planned when it is sealed.") : DifferenceTable.of(page.differences()));
        return parts;
    }

    private void vote(UI ui) {
        approvals.find(page.id().toString()).ifPresent(asked -> {
            VoteDialog dialog = new VoteDialog(voting, asked, page.reasons(), page.changedSince(), clock.instant());
            dialog.onClosed(() -> ui.navigate("changes/" + page.id()));
            dialog.open();
        });
    }

    @Override
    public String getPageTitle() {
        return Progress.tabTitle(page);
    }
}

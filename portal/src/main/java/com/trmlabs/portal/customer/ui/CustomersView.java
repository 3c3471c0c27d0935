package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.customer.CustomerQueries;
import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.customer.OnboardingDrafts;
import com.trmlabs.portal.ui.EmptyState;
import com.trmlabs.portal.ui.EntityGrid;
import com.trmlabs.portal.ui.FilterBar;
import com.trmlabs.portal.ui.Moment;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.SectionCard;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import java.util.Comparator;
import java.util.List;

/** All customers that may be seen, and the onboardings that wait to be resumed. */
@Route("customers")
@PageTitle("Customers")
@Menu(title = "Customers", order = 20, icon = "vaadin:office")
@PermitAll
class CustomersView extends Div implements BeforeEnterObserver {

    /** Each takes several questions to say where it stands. */
    private static final int PORTION = 10;

    private final CustomerQueries customers;
    private final OnboardingDrafts drafts;
    private final List<OnboardingStep> steps;
    private final boolean starts;

    private final FilterBar filter = new FilterBar("customers", "Search name or short name", this::fill);
    private final EntityGrid<CustomerQueries.Row> grid = new EntityGrid<>("Customers", "customer", "customers", row -> "customers/" + row.id());
    private final Div underWay = new Div();

    CustomersView(CustomerQueries customers, OnboardingDrafts drafts, List<OnboardingStep> steps) {
        this.customers = customers;
        this.drafts = drafts;
        this.steps = steps.stream().sorted(Comparator.comparingInt(OnboardingStep::order)).toList();
        this.starts = drafts.starts();
        addClassName("page");
        PageHeader header = new PageHeader("Customers");
        if (starts) {
            header.actions(onboard());
        }
        grid.name("Name", CustomerQueries.Row::name, row -> row.id().value()).setComparator(Comparator.comparing(CustomerQueries.Row::name));
        grid.text("Tier", row -> CustomerStep.word(row.tier())).setFlexGrow(0).setComparator(Comparator.comparing(CustomerQueries.Row::tier));
        grid.wide(grid.text("Data region", CustomerQueries.Row::dataRegion).setFlexGrow(0).setComparator(Comparator.comparing(CustomerQueries.Row::dataRegion)));
        grid.wide(grid.text("Projects", row -> String.valueOf(row.projects())).setFlexGrow(0).setComparator(Comparator.comparing(CustomerQueries.Row::projects)));
        add(header, filter, underWay, grid);
    }

    private Button onboard() {
        Button onboard = new Button("Onboard customer", click -> UI.getCurrent().navigate("onboarding/" + drafts.start().id()));
        onboard.addThemeVariants(ButtonVariant.PRIMARY);
        return onboard;
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        filter.read(event.getLocation().getQueryParameters());
        fill();
    }

    private void fill() {
        showUnderWay();
        grid.empty(emptyState());
        grid.items(customers.rows(filter.text()));
    }

    private EmptyState emptyState() {
        if (filter.active() > 0) {
            return new EmptyState("No customer matches \"" + filter.text() + "\"", "The search looks at names and short names.",
                    new Button("Clear", click -> filter.clear()));
        }
        String why = "A customer is a company that we run the service for, inside its own Google Cloud project. Onboarding registers it, checks its "
                + "project and plans its cluster in six steps; nothing is built before others approve.";
        return starts ? new EmptyState("No customers yet", why, onboard()) : new EmptyState("No customers yet", why + " Operators start it.");
    }

    private void showUnderWay() {
        underWay.removeAll();
        int count = drafts.countOpen(filter.text());
        if (count > 0) {
            Div list = new Div();
            list.addClassName("column");
            Div rest = new Div();
            underWay.add(new SectionCard(count == 1 ? "1 onboarding under way" : count + " onboardings under way", list, rest));
            append(list, rest, count);
        }
    }

    private void append(Div list, Div rest, int count) {
        drafts.open(filter.text(), list.getComponentCount(), PORTION).forEach(draft -> list.add(row(draft)));
        rest.removeAll();
        if (list.getComponentCount() < count) {
            rest.add(new Button("Next " + PORTION, click -> append(list, rest, count)));
        }
    }

    private Div row(OnboardingDraft draft) {
        String name = draft.customer().map(customer -> customers.customer(customer).name())
                .orElseGet(() -> draft.data(CustomerStep.ID).path("name").asString("").isBlank() ? "Not named yet" : draft.data(CustomerStep.ID).path("name").asString());
        OnboardingStep next = steps.stream().filter(step -> !step.state(draft).complete()).findFirst().orElseGet(steps::getLast);
        String state = next.state(draft).words();
        Anchor link = new Anchor("onboarding/" + draft.id() + "/" + next.id(), (drafts.operates(draft) ? "Continue " : "Open ") + name);
        Span where = new Span("at " + next.title() + (state.isEmpty() ? "" : ": " + state));
        Div row = new Div(link, where, new Span("started by " + draft.startedBy()));
        row.addClassName("row");
        draft.lastSaved().ifPresent(saved -> row.add(new Span("saved"), new Moment(saved.at())));
        return row;
    }
}

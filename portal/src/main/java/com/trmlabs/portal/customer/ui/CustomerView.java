package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.customer.CustomerDetails;
import com.trmlabs.portal.customer.CustomerQueries;
import com.trmlabs.portal.customer.OnboardingDrafts;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.ui.FactList;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.SectionCard;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;

/** One customer: what it is to us, and the cards that modules hang here. */
@Route("customers/:customer")
@PermitAll
class CustomerView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final CustomerQueries customers;
    private final OnboardingDrafts drafts;
    private final CurrentActor current;
    private final List<CustomerSection> sections;
    private String title = "";

    CustomerView(CustomerQueries customers, OnboardingDrafts drafts, CurrentActor current, ObjectProvider<CustomerSection> sections) {
        this.customers = customers;
        this.drafts = drafts;
        this.current = current;
        this.sections = sections.orderedStream().toList();
        addClassName("page");
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        String name = event.getRouteParameters().get("customer").orElse("");
        if (!name.matches("[a-z][a-z0-9-]{1,29}")) {
            throw new NotFound("customer " + name);
        }
        CustomerDetails customer = customers.customer(new CustomerId(name));
        title = customer.name();
        removeAll();
        add(header(customer));
        sections.stream().map(section -> section.section(customer.id())).flatMap(Optional::stream).forEach(this::add);
        add(facts(customer));
    }

    private PageHeader header(CustomerDetails customer) {
        PageHeader header = new PageHeader(customer.name()).under("Customers", "customers").status(new Span(CustomerStep.word(customer.tier())));
        if (current.grants().holds(Role.OPERATOR, customer.id())) {
            header.actions(new Button("Onboard a project", click -> UI.getCurrent().navigate("onboarding/" + drafts.startFor(customer.id()).id())));
        }
        return header;
    }

    private static SectionCard facts(CustomerDetails customer) {
        FactList facts = new FactList().fact("Short name", customer.id().value()).fact("Tier", CustomerStep.word(customer.tier()))
                .fact("Data region", customer.dataRegion()).fact("Times in", customer.zone().getId())
                .fact("Windows", "No windows or freezes are kept yet: approved changes start at once.");
        customer.contacts().forEach(contact -> facts.fact("Contact, " + contact.duty().name().toLowerCase(Locale.ROOT),
                new Div(new Span(contact.name() + ", "), new Anchor("mailto:" + contact.email(), contact.email()))));
        return new SectionCard("About", facts);
    }

    @Override
    public String getPageTitle() {
        return title;
    }
}

package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.catalog.ServiceType;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.service.Binding;
import com.trmlabs.portal.service.Offers;
import com.trmlabs.portal.service.Offers.Offer;
import com.trmlabs.portal.service.ServiceQueries;
import com.trmlabs.portal.ui.PlainTable;
import com.trmlabs.portal.ui.SectionCard;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.annotation.Order;

/** What others need to know to use a service: host, database and Secret, and who uses it so already. */
@org.springframework.stereotype.Component
@Order(5)
class OfferedBindings implements ServiceSection {

    private final Offers offers;
    private final Catalog catalog;
    private final ServiceQueries services;

    OfferedBindings(Offers offers, Catalog catalog, ServiceQueries services) {
        this.offers = offers;
        this.catalog = catalog;
        this.services = services;
    }

    @Override
    public Optional<Component> section(ServiceQueries.Page service) {
        PlainTable table = new PlainTable("Bindings offered", "For", "Host and port", "Database", "Secret", "Used by");
        ServiceName name = service.row().service();
        List<ServiceType> clients = catalog.types().stream().filter(ServiceType::needsDatabase).toList();
        clients.forEach(client -> offers.planned(Map.of(name.type(), service.inputs()), client)
                .forEach(offer -> table.row(row(client, offer, new ServiceName(name.cluster(), client.name())))));
        return table.getBody().getComponentCount() == 0 ? Optional.empty() : Optional.of(new SectionCard("Bindings offered",
                new Paragraph("A service is bound when it is installed or configured, by choosing this database. The Secret holds account and authority."), table));
    }

    private List<Component> row(ServiceType client, Offer offer, ServiceName user) {
        Binding binding = offer.binding();
        boolean used = services.in(user.cluster()).stream().anyMatch(row -> row.service().equals(user))
                && services.page(user).binding().filter(binding::equals).isPresent();
        return List.of(new Span(client.title()), new Span(binding.host() + ":" + binding.port()), new Span(binding.database()), new Span(binding.secretName()),
                used ? new Anchor("services/" + user, user.type()) : new Span("nobody yet"));
    }
}

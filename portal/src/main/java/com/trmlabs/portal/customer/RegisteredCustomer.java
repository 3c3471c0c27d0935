package com.trmlabs.portal.customer;

import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.Refusal;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.data.domain.AbstractAggregateRoot;

/** A customer on our books. Its tier decides how many approve, so it is fixed while a change builds on it, and once one has begun to. */
@Entity
@Table(name = "customer")
class RegisteredCustomer extends AbstractAggregateRoot<RegisteredCustomer> {

    @Id
    private String id;
    private String name;
    @Enumerated(EnumType.STRING)
    private Tier tier;
    private String dataRegion;
    private String zone;
    private Set<String> fixedBy = new LinkedHashSet<>();
    private Instant registeredAt;
    @Version
    private int version;

    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "customer_contact", joinColumns = @JoinColumn(name = "customer"))
    @OrderColumn(name = "position")
    private List<Contact> contacts = new ArrayList<>();

    protected RegisteredCustomer() {}

    RegisteredCustomer(CustomerDetails details, Instant now) {
        id = details.id().value();
        registeredAt = now;
        take(details);
        registerEvent(CustomerEvent.of("customer.register", id, details.id(), Map.of(), fields()));
    }

    void revise(CustomerDetails details) {
        if (!fixedBy.isEmpty() && details.tier() != tier) {
            throw new Refusal("The tier of %s decides how many people approve its changes. It is fixed by %s. If nothing of that has run yet, cancel it first."
                    .formatted(name, String.join(", ", fixedBy)));
        }
        var before = fields();
        take(details);
        var after = fields();
        if (!before.equals(after)) {
            registerEvent(CustomerEvent.of("customer.revise", id, id(), before, after));
        }
    }

    void fixedBy(ChangeId change) {
        fixedBy.add(change.toString());
    }

    void releasedBy(ChangeId change) {
        fixedBy.remove(change.toString());
    }

    private void take(CustomerDetails details) {
        name = details.name();
        tier = details.tier();
        dataRegion = details.dataRegion();
        zone = details.zone().getId();
        if (!List.copyOf(contacts).equals(details.contacts())) {
            contacts.clear();
            contacts.addAll(details.contacts());
        }
    }

    private Map<String, ?> fields() {
        return Map.of("name", name, "tier", tier.name(), "dataRegion", dataRegion, "zone", zone,
                "contacts", contacts.stream().map(contact -> contact.name() + " <" + contact.email() + ">, " + contact.duty()).toList());
    }

    CustomerId id() {
        return new CustomerId(id);
    }

    CustomerDetails details() {
        return new CustomerDetails(id(), name, tier, dataRegion, ZoneId.of(zone), contacts);
    }

    CustomerDirectory.Customer asCustomer() {
        return new CustomerDirectory.Customer(id(), name, tier, ZoneId.of(zone));
    }
}

package com.trmlabs.portal.customer;

import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.AbstractAggregateRoot;

/** A registered Google Cloud project, and whether we are let in. Its place is fixed while a change builds on it, and once one has begun to. */
@Entity
@Table(name = "project")
class RegisteredProject extends AbstractAggregateRoot<RegisteredProject> {

    @Id
    private String id;
    private String customer;
    private String region;
    private List<String> zones = new ArrayList<>();
    private String network;
    private String subnet;
    private String podRange;
    private String serviceRange;
    private Set<String> fixedBy = new LinkedHashSet<>();
    private Instant registeredAt;
    private @Nullable Instant accessTestedAt;
    private @Nullable String accessRefusal;
    @Version
    private int version;

    protected RegisteredProject() {}

    RegisteredProject(ProjectDetails details, Instant now) {
        id = details.id().value();
        customer = details.customer().value();
        registeredAt = now;
        take(details);
        registerEvent(CustomerEvent.of("project.register", id, details.customer(), Map.of(), fields()));
    }

    void revise(ProjectDetails details) {
        if (!customer.equals(details.customer().value())) {
            throw new Refusal("Project " + id + " is registered already, and not for " + details.customer() + ".");
        }
        var before = fields();
        if (isFixed() && !details.equals(details())) {
            throw new Refusal("%s builds on project %s: its region, network and ranges are fixed. If nothing of that has run yet, cancel it first."
                    .formatted(String.join(", ", fixedBy), id));
        }
        take(details);
        var after = fields();
        if (!before.equals(after)) {
            registerEvent(CustomerEvent.of("project.revise", id, customer(), before, after));
        }
    }

    /** @param refusal why we are not let in, absent when we are */
    void accessTested(Optional<String> refusal, Instant now) {
        var before = accessFields();
        accessTestedAt = now;
        accessRefusal = refusal.orElse(null);
        registerEvent(CustomerEvent.of("project.test-access", id, customer(), before, accessFields()));
    }

    private Map<String, ?> accessFields() {
        return Map.of("access", accessTestedAt == null ? "never tested" : accessRefusal == null ? "granted" : accessRefusal);
    }

    void fixedBy(ChangeId change) {
        fixedBy.add(change.toString());
    }

    void releasedBy(ChangeId change) {
        fixedBy.remove(change.toString());
    }

    boolean isFixed() {
        return !fixedBy.isEmpty();
    }

    private void take(ProjectDetails details) {
        region = details.region();
        zones = new ArrayList<>(details.zones());
        network = details.network();
        subnet = details.subnet();
        podRange = details.podRange();
        serviceRange = details.serviceRange();
    }

    private Map<String, ?> fields() {
        return Map.of("region", region, "zones", List.copyOf(zones), "network", network, "subnet", subnet, "podRange", podRange,
                "serviceRange", serviceRange);
    }

    CustomerId customer() {
        return new CustomerId(customer);
    }

    ProjectDetails details() {
        return new ProjectDetails(new ProjectId(id), customer(), region, zones, network, subnet, podRange, serviceRange);
    }

    Optional<AccessTest> accessTest() {
        return Optional.ofNullable(accessTestedAt).map(at -> new AccessTest(at, Optional.ofNullable(accessRefusal)));
    }
}

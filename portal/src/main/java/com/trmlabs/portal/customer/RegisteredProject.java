package com.trmlabs.portal.customer;

import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.AbstractAggregateRoot;

/** A registered Google Cloud project, and whether we are let in. Its place is fixed once a cluster was asked for in it. */
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
    private boolean onboarded;
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
        if (onboarded && !details.equals(details())) {
            throw new Refusal("Project " + id + " has a submitted onboarding: its region, network and ranges are fixed.");
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

    void submitted() {
        onboarded = true;
    }

    boolean isOnboarded() {
        return onboarded;
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

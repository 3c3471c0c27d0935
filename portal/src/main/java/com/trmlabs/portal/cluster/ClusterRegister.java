package com.trmlabs.portal.cluster;

import com.trmlabs.portal.cluster.spi.ContainerEngine;
import com.trmlabs.portal.cluster.spi.ContainerEngine.ClusterFacts;
import com.trmlabs.portal.customer.CustomerDirectory;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Keeps what is known of our clusters: where they answer, and what Google said of them when. */
@Component
class ClusterRegister implements ClusterEndpoints, ClusterQueries, ClusterHealth {

    private final ClusterStore clusters;
    private final CustomerDirectory customers;
    private final ContainerEngine engine;
    private final CurrentActor current;
    private final Clock clock;

    ClusterRegister(ClusterStore clusters, CustomerDirectory customers, ContainerEngine engine, CurrentActor current, Clock clock) {
        this.clusters = clusters;
        this.customers = customers;
        this.engine = engine;
        this.current = current;
        this.clock = clock;
    }

    @Override
    @Transactional(readOnly = true)
    public ClusterEndpoint of(ClusterName cluster) {
        return clusters.findById(cluster.value()).flatMap(ClusterRecord::endpoint)
                .orElseThrow(() -> new NoSuchElementException("The cluster " + cluster + " has no endpoint yet."));
    }

    /** Safe to repeat: after a crash the same facts are written again. */
    @Transactional
    void register(ClusterPlan plan, ClusterFacts facts) {
        refusal(plan).ifPresent(why -> { throw new Refusal(why); });
        ClusterRecord record = clusters.findById(plan.name().value()).orElseGet(() -> new ClusterRecord(plan, owner(plan.project())));
        record.found(facts, clock.instant());
        clusters.save(record);
    }

    private CustomerId owner(ProjectId project) {
        return customers.project(project).orElseThrow(() -> new NotFound("project " + project)).customer();
    }

    /** What another project has under that name stays on record. */
    @Transactional
    void forget(ClusterPlan plan) {
        if (elsewhere(plan.name(), plan.project()).isEmpty()) {
            clusters.deleteById(plan.name().value());
        }
    }

    /** As {@link #taken}, for the record of the plan's own customer: it does not say whose the other cluster is. */
    @Transactional(readOnly = true)
    Optional<String> refusal(ClusterPlan plan) {
        return elsewhere(plan.name(), plan.project()).map(other -> taken(plan.name(), "another project"));
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<String> taken(ClusterName name, ProjectId wanting) {
        return elsewhere(name, wanting).map(other -> taken(name, current.grants().sees(other.customer())
                ? "the project %s of %s".formatted(other.project(), other.customer()) : "another project"));
    }

    private Optional<ClusterRecord> elsewhere(ClusterName name, ProjectId wanting) {
        return clusters.findById(name.value()).filter(record -> !record.project().equals(wanting));
    }

    private static String taken(ClusterName name, String where) {
        return "%s is the name of a cluster in %s already, and names are unique in the whole portal. Choose another one.".formatted(name, where);
    }

    @Override
    @Transactional(readOnly = true)
    public List<Row> of(CustomerId customer) {
        return current.grants().sees(customer) ? clusters.findByCustomerOrderByName(customer.value()).stream().map(ClusterRecord::row).toList() : List.of();
    }

    @Override
    @Transactional(readOnly = true)
    public Row row(ClusterName name) {
        ClusterRecord record = clusters.findById(name.value()).orElseThrow(() -> new NotFound("cluster " + name));
        current.requireSight(record.customer(), "cluster " + name);
        return record.row();
    }

    @Override
    public List<ClusterName> known() {
        return clusters.findAll().stream().map(ClusterRecord::name).toList();
    }

    /** Google is asked outside of any transaction. */
    @Override
    public void refresh(ClusterName name) {
        clusters.findById(name.value()).ifPresent(record -> {
            try {
                Optional<ClusterFacts> facts = engine.find(record.project(), record.region(), name);
                facts.ifPresentOrElse(found -> record.found(found, clock.instant()), () -> record.missing(clock.instant()));
            } catch (CloudFault fault) {
                record.notReached(fault.getMessage());
            }
            clusters.save(record);
        });
    }
}

package com.trmlabs.portal.cluster;

import com.trmlabs.portal.cluster.spi.ContainerEngine.ClusterFacts;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ProjectId;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A cluster that we provisioned, where it answers, and what Google last said of it. */
@Entity(name = "cluster")
class ClusterRecord {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Id
    private String name;
    /** Absent until it is on record; of two who read the state at the same time the later one reads again. */
    @Version
    @Nullable
    private Integer edition;
    private String customer;
    private String project;
    private String region;
    private String zones;
    private String plan;
    private String version = "";
    private String status = "";
    private String note = "";
    private String pools = "[]";
    private String endpoint = "";
    private String ca = "";
    @Nullable
    private Instant asOf;

    protected ClusterRecord() {}

    ClusterRecord(ClusterPlan plan, CustomerId customer) {
        this.name = plan.name().value();
        this.customer = customer.value();
        this.project = plan.project().value();
        this.region = plan.region();
        this.zones = String.join(",", plan.zones());
        this.plan = JSON.writeValueAsString(ClusterPlanning.write(plan));
    }

    void found(ClusterFacts facts, Instant now) {
        version = facts.version();
        status = facts.status();
        note = "";
        endpoint = facts.endpoint().map(URI::toString).orElse("");
        ca = facts.ca();
        pools = JSON.writeValueAsString(facts.pools().stream().map(pool -> new ClusterQueries.Pool(pool.name(), pool.machineType(), pool.perZone(),
                pool.minPerZone(), pool.maxPerZone())).toList());
        asOf = now;
    }

    void missing(Instant now) {
        status = "MISSING";
        note = "Google knows no such cluster any more";
        asOf = now;
    }

    void notReached(String why) {
        status = "UNKNOWN";
        note = why;
    }

    ClusterName name() {
        return new ClusterName(name);
    }

    CustomerId customer() {
        return new CustomerId(customer);
    }

    ProjectId project() {
        return new ProjectId(project);
    }

    String region() {
        return region;
    }

    Optional<ClusterEndpoint> endpoint() {
        return endpoint.isEmpty() ? Optional.empty() : Optional.of(new ClusterEndpoint(name(), project(), URI.create(endpoint), ca));
    }

    ClusterQueries.Row row() {
        return new ClusterQueries.Row(name(), customer(), project(), region, List.of(zones.split(",")), version, status, note,
                List.of(JSON.readValue(pools, ClusterQueries.Pool[].class)), Optional.ofNullable(asOf));
    }
}

package com.trmlabs.portal.service;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.service.ServiceQueries.Health;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A service type installed in a cluster: what the last change that succeeded made of it, and its health as last read. */
@Entity(name = "service")
class Service {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Id
    private String name;
    /** Absent until it is on record; guards every update besides the lock. */
    @Version
    @Nullable
    private Integer version;
    private String cluster;
    private String type;
    private String customer;
    private String release;
    /** The proposal that is live now. */
    private String request;
    /** The objects that were applied, to go back to and to compare with. */
    private String objects;
    private int revision;
    private Instant since;
    private String lastChange;
    @Enumerated(EnumType.STRING)
    private Health health = Health.UNKNOWN;
    private String healthNote = "";
    private String address = "";
    @Nullable
    private Instant asOf;

    protected Service() {}

    Service(ServiceName service, CustomerId customer) {
        this.name = service.toString();
        this.cluster = service.cluster().value();
        this.type = service.type();
        this.customer = customer.value();
    }

    void become(ObjectNode request, ArrayNode objects, String change, Instant now) {
        this.release = request.get("release").asString();
        this.request = JSON.writeValueAsString(request);
        this.objects = JSON.writeValueAsString(objects);
        this.revision++;
        this.since = now;
        this.lastChange = change;
    }

    void found(Health health, String note, String address, Instant now) {
        this.health = health;
        this.healthNote = note;
        this.address = address;
        this.asOf = now;
    }

    /** The last answer stays, with its time; only the note says that it is old. */
    void notReached(String note) {
        this.health = Health.UNKNOWN;
        this.healthNote = note;
    }

    ServiceName name() {
        return ServiceName.of(name);
    }

    CustomerId customer() {
        return new CustomerId(customer);
    }

    String type() {
        return type;
    }

    String release() {
        return release;
    }

    ObjectNode request() {
        return (ObjectNode) JSON.readTree(request);
    }

    List<KubeObject> objects() {
        return JSON.readTree(objects).valueStream().map(JsonNode::asObject).map(KubeObject::new).toList();
    }

    ServiceQueries.Row row(int behind) {
        return new ServiceQueries.Row(name(), customer(), release, behind, health, healthNote, Optional.ofNullable(asOf));
    }

    ServiceQueries.Page page(int behind) {
        var proposal = ServiceRequest.read(com.trmlabs.portal.change.ChangeKind.CONFIGURE, request());
        return new ServiceQueries.Page(row(behind), revision, proposal.inputs(), proposal.binding(),
                Optional.of(address).filter(text -> !text.isEmpty()), since, lastChange);
    }
}

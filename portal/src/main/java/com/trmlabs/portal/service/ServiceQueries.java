package com.trmlabs.portal.service;

import com.trmlabs.portal.change.ObjectRef;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ServiceName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Reads services for pages; what the actor may not see is not there. */
public interface ServiceQueries {

    List<Row> in(ClusterName cluster);

    /** Of every customer, by name. */
    List<Row> all();

    /** Who runs a release; for the releases page. */
    List<Row> running(String type, String version);

    Page page(ServiceName service);

    /** What of it goes on running, as its last change applied it. */
    List<ObjectRef> workloads(ServiceName service);

    /** @param behind how many releases are newer
     * @param asOf when health was last read; absent when it never was */
    record Row(ServiceName service, CustomerId customer, String release, int behind, Health health, String healthNote, Optional<Instant> asOf) {}

    record Page(Row row, int revision, ObjectNode inputs, Optional<Binding> binding, Optional<String> address, Instant since, String lastChange) {}

    /** As Argo CD names it. */
    enum Health { HEALTHY, PROGRESSING, DEGRADED, SUSPENDED, MISSING, UNKNOWN }
}

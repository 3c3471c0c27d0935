package com.trmlabs.portal.cluster;

import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ProjectId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads clusters for pages; what the actor may not see is not there. */
public interface ClusterQueries {

    List<Row> of(CustomerId customer);

    Row row(ClusterName name);

    /** Why a project cannot have a cluster of that name: another project has one. Where it is, is said only to whom may see it. */
    Optional<String> taken(ClusterName name, ProjectId wanting);

    /** @param status Google's word, such as RUNNING; UNKNOWN when it could not be read
     * @param note what the status means, or why it could not be read */
    record Row(ClusterName name, CustomerId customer, ProjectId project, String region, List<String> zones, String version, String status,
            String note, List<Pool> pools, Optional<Instant> asOf) {}

    record Pool(String name, String machineType, int perZone, int min, int max) {}
}

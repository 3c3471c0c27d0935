package com.trmlabs.portal.change.spi;

import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ServiceName;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What somebody asks for.
 *
 * @param request in the words of the module that plans it; opaque to change, and without secrets
 */
public record Intent(ChangeKind kind, String title, CustomerId customer, Optional<ClusterName> cluster, Optional<ServiceName> service,
        ObjectNode request) {

    /** What no two runs may alter at the same time; one that is about a whole cluster runs beside none of its services' either. */
    public String target() {
        return service.map(ServiceName::toString).or(() -> cluster.map(ClusterName::toString)).orElse(customer.value());
    }
}

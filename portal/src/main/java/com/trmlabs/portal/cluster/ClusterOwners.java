package com.trmlabs.portal.cluster;

import com.trmlabs.portal.audit.spi.Owners;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ServiceName;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whose services are, for the record: of the customer whose cluster they are in. A name that is only wanted for a cluster is nobody's yet. */
@Component
class ClusterOwners implements Owners {

    private final JdbcClient sql;

    ClusterOwners(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public Optional<Owner> of(String action, Object named) {
        return named instanceof ServiceName service ? sql.sql("select customer from cluster where name = ?").param(service.cluster().value())
                .query(String.class).optional().map(customer -> new Owner(new CustomerId(customer), Optional.of(service))) : Optional.empty();
    }
}

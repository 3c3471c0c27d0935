package com.trmlabs.portal.change;

import com.trmlabs.portal.audit.spi.Owners;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ServiceName;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whose changes are, for the record: votes on them too. */
@Component
class ChangeOwners implements Owners {

    private final JdbcClient sql;

    ChangeOwners(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public Optional<Owner> of(String action, Object named) {
        return named.toString().matches("C-[0-9]{1,18}") ? find(ChangeId.of(named.toString())) : Optional.empty();
    }

    private Optional<Owner> find(ChangeId change) {
        return sql.sql("select customer, service from change where id = ?").param(change.number())
                .query((row, number) -> new Owner(new CustomerId(row.getString("customer")), Optional.ofNullable(row.getString("service")).map(ServiceName::of)))
                .optional();
    }
}

package com.trmlabs.portal.customer;

import com.trmlabs.portal.audit.spi.Owners;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whose projects and onboardings are, for the record. */
@Component
class CustomerOwners implements Owners {

    private final JdbcClient sql;

    CustomerOwners(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public Optional<Owner> of(String action, Object named) {
        return switch (named) {
            case ProjectId project -> owner("select customer from project where id = ?", project.value());
            case Long number when action.startsWith("onboarding.") -> owner("select customer from onboarding where id = ? and customer is not null", number);
            default -> Optional.empty();
        };
    }

    private Optional<Owner> owner(String query, Object id) {
        return sql.sql(query).param(id).query(String.class).optional().map(customer -> new Owner(new CustomerId(customer), Optional.empty()));
    }
}

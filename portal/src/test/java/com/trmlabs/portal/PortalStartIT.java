package com.trmlabs.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.NotFound;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;

@PostgresTest
class PortalStartIT {

    @Autowired
    JdbcClient sql;

    @Autowired
    CurrentActor currentActor;

    @Test
    void runsAsARoleThatOwnsNoTable() {
        assertThat(sql.sql("select current_user").query(String.class).single()).isEqualTo("portal_app");
        assertThat(sql.sql("select count(*) from pg_tables where schemaname = 'public' and tableowner <> 'portal_owner'")
                .query(Integer.class).single()).isZero();
        assertThatThrownBy(() -> sql.sql("drop table qrtz_locks").update()).isInstanceOf(DataAccessException.class);
    }

    @Test
    void answersWhoActsWithWhichRights() {
        var bluefin = new CustomerId("bluefin");
        As.personAt("bluefin", "ann@example.test", Role.OPERATOR).run(() -> {
            assertThat(currentActor.actor().name()).isEqualTo("ann@example.test");
            currentActor.require(Role.OPERATOR, bluefin);
            assertThatThrownBy(() -> currentActor.require(Role.OPERATOR, new CustomerId("cedar"))).isInstanceOf(AccessDeniedException.class);
            assertThatThrownBy(() -> currentActor.requireSight(new CustomerId("cedar"), "customer cedar")).isInstanceOf(NotFound.class);
        });
        currentActor.as(Actor.portal("runner"), () -> {
            currentActor.require(Role.ADMIN, bluefin);
            return true;
        });
        assertThatThrownBy(() -> currentActor.actor()).isInstanceOf(AccessDeniedException.class);
    }
}

package com.trmlabs.portal.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.catalog.spi.ReleaseUse;
import com.trmlabs.portal.catalog.spi.ReleaseUse.Use;
import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeSucceeded;
import com.trmlabs.portal.change.spi.Intent;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ServiceName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Who runs a release, from the moment on that the change succeeded which installed it. */
@PostgresTest
class RunningReleasesIT {

    private static final As AUDITOR = As.person("audra@example.test", Role.AUDITOR);

    @Autowired ReleaseUse releases;
    @Autowired ServiceQueries services;
    @MockitoSpyBean Catalog catalog;
    @Autowired JdbcClient sql;
    @Autowired ApplicationEventPublisher events;
    @Autowired TransactionTemplate transaction;

    @BeforeEach
    void twoClusters() {
        sql.sql("delete from service").update();
        sql.sql("delete from cluster").update();
        List.of("bluefin", "cedar").forEach(customer -> sql.sql("""
                insert into cluster (name, edition, customer, project, region, zones, plan, version, status, note, pools, endpoint, ca)
                values (:customer || '-prod', 0, :customer, :customer || '-project', 'europe-west3', '', '{}', '', 'RUNNING', '', '[]', '', '')""")
                .param("customer", customer).update());
        succeeded("bluefin", "bluefin-prod.api", "2.3.1");
        succeeded("cedar", "cedar-prod.api", "2.3.1");
        succeeded("bluefin", "bluefin-prod.postgres", "2.3.1");
    }

    @Test
    void namesTheServicesOfTheTypeThatRunIt() {
        assertThat(uses(AUDITOR, "2.3.1")).containsExactly(new Use("bluefin-prod.api", "bluefin", "services/bluefin-prod.api"),
                new Use("cedar-prod.api", "cedar", "services/cedar-prod.api"));
        assertThat(uses(AUDITOR, "2.4.0")).isEmpty();
    }

    @Test
    void movesAServiceWithItsUpgrade() {
        succeeded("bluefin", "bluefin-prod.api", "2.4.0");
        assertThat(uses(AUDITOR, "2.3.1")).extracting(Use::service).containsExactly("cedar-prod.api");
        assertThat(uses(AUDITOR, "2.4.0")).extracting(Use::service).containsExactly("bluefin-prod.api");
    }

    @Test
    void showsOnlyServicesOfCustomersThatMayBeSeen() {
        assertThat(uses(As.personAt("cedar", "limited@example.test", Role.AUDITOR), "2.3.1")).extracting(Use::service).containsExactly("cedar-prod.api");
    }

    @Test
    void countsThemForManyReleasesAtOnce() {
        succeeded("bluefin", "bluefin-prod.web", "2.3.1");
        assertThat(AUDITOR.call(() -> releases.counts("api", List.of("2.3.1", "2.4.0")))).isEqualTo(Map.of("2.3.1", 2));
        assertThat(As.personAt("cedar", "limited@example.test", Role.AUDITOR).call(() -> releases.counts("api", List.of("2.3.1")))).isEqualTo(Map.of("2.3.1", 1));
        assertThat(As.machineOf("audra@example.test").call(() -> releases.counts("api", List.of("2.3.1")))).isEmpty();
    }

    @Test
    void countsTheReleasesOfATypeOnceForAllServicesInSight() {
        assertThat(AUDITOR.call(() -> services.all())).extracting(row -> row.service().toString())
                .containsExactly("bluefin-prod.api", "bluefin-prod.postgres", "cedar-prod.api");

        verify(catalog, times(1)).versions("api");
    }

    private void succeeded(String customer, String service, String release) {
        ObjectNode facts = JsonMapper.shared().createObjectNode();
        ObjectNode one = facts.putArray("services").addObject().put("service", service);
        one.putObject("request").put("release", release);
        one.putArray("objects");
        var intent = new Intent(ChangeKind.UPGRADE, "Upgrade to " + release, new CustomerId(customer), Optional.empty(), Optional.of(ServiceName.of(service)), one);
        transaction.executeWithoutResult(status -> events.publishEvent(new ChangeSucceeded(new ChangeId(1042), intent, facts, Instant.now())));
    }

    private List<Use> uses(As who, String version) {
        return who.call(() -> releases.uses("api", version));
    }
}

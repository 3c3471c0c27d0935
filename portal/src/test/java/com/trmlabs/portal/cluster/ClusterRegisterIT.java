package com.trmlabs.portal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.cluster.spi.ContainerEngine.ClusterFacts;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two projects, one name: the record stays with the project that had it first. */
@PostgresTest
class ClusterRegisterIT {

    private static final ClusterName NAME = new ClusterName("tern-prod");
    private static final ProjectId FIRST = new ProjectId("tern-one");
    private static final ProjectId SECOND = new ProjectId("tern-two");
    private static final String ENDPOINT = "https://first.example";

    @Autowired ClusterRegister register;
    @Autowired JdbcClient sql;

    @BeforeEach
    void begin() {
        sql.sql("delete from cluster where name = 'tern-prod'").update();
        sql.sql("""
                insert into cluster (name, edition, customer, project, region, zones, plan, version, status, note, pools, endpoint, ca)
                values ('tern-prod', 0, 'tern', 'tern-one', 'europe-west3', '', '{}', '', 'RUNNING', '', '[]', :endpoint, '')""")
                .param("endpoint", ENDPOINT).update();
    }

    @Test
    void keepsWhereTheClusterOfAnotherProjectAnswers() {
        assertThatThrownBy(() -> register.register(plan(SECOND), facts())).isInstanceOf(Refusal.class)
                .hasMessageContaining("tern-prod is the name of a cluster in another project already");

        assertThat(register.of(NAME)).isEqualTo(new ClusterEndpoint(NAME, FIRST, URI.create(ENDPOINT), ""));
        register.register(plan(FIRST), facts());
        assertThat(register.of(NAME).server()).isEqualTo(URI.create("https://second.example"));
    }

    @Test
    void forgetsOnlyTheClusterOfThePlansProject() {
        register.forget(plan(SECOND));
        assertThat(register.known()).contains(NAME);

        register.forget(plan(FIRST));
        assertThat(register.known()).doesNotContain(NAME);
    }

    @Test
    void saysWhoHasANameOnlyToWhomMaySeeIt() {
        As insider = As.personAt("tern", "operator@example.test", Role.OPERATOR);
        As stranger = As.personAt("cedar", "stranger@example.test", Role.OPERATOR);

        assertThat(insider.call(() -> register.taken(NAME, SECOND)).orElseThrow()).contains("in the project tern-one of tern");
        assertThat(stranger.call(() -> register.taken(NAME, SECOND)).orElseThrow()).contains("in another project").doesNotContain("tern-one");
        assertThat(insider.call(() -> register.taken(NAME, FIRST))).isEmpty();
        assertThat(insider.call(() -> register.taken(new ClusterName("tern-prod-2"), SECOND))).isEmpty();
    }

    private static ClusterPlan plan(ProjectId project) {
        return new ClusterPlan(NAME, project, "europe-west3", List.of("europe-west3-a"), "REGULAR", "main", "e2-standard-4", 1, 1, 3);
    }

    private static ClusterFacts facts() {
        return new ClusterFacts(NAME, "RUNNING", "1.35.4", Optional.of(URI.create("https://second.example")), "", List.of());
    }
}

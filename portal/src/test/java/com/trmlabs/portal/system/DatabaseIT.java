package com.trmlabs.portal.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.spi.KubernetesFault;
import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.postgres.Group;
import com.trmlabs.portal.service.Offers;
import com.trmlabs.portal.service.Offers.Offer;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import com.trmlabs.portal.service.ServiceQueries;
import com.trmlabs.portal.system.Rules.Rule;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A database of our own, installed by the portal like any other service, and the API bound to it by choosing it. */
@SystemTest
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseIT {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseIT.class);

    @Autowired Portal portal;
    @Autowired LentTokens tokens;
    @Autowired PlannedSteps planned;
    @Autowired Catalog catalog;
    @Autowired OwnDatabase own;
    @Autowired Offers offers;
    @Autowired ServiceQueries services;

    private ServiceName database;
    private ChangeQueries.Page installation;

    @BeforeAll
    void onboardsAClusterWithADatabaseAndTheApiBoundToIt() {
        installation = own.onboarded("1.0.0", inputs());
        database = OwnDatabase.name(installation);
    }

    @Test
    void offersItsBindingToTheApi() {
        ServiceName api = new ServiceName(database.cluster(), "api");
        assertThat(portal.operator(() -> offers.in(database.cluster(), catalog.type("api")))).extracting(Offer::binding)
                .containsExactly(portal.operator(() -> services.page(api)).binding().orElseThrow());
    }

    /** For a machine with little room; what is left out is as the form has it. */
    private static ObjectNode inputs() {
        return (ObjectNode) JsonMapper.shared().readTree("""
                {"size": {"cpu": "200m", "memory": "512Mi", "storage": "1Gi"}, "placement": {"storageClass": "disk"},
                 "clients": [{"name": "api", "namespace": "%s", "database": "exposure", "direct": false}],
                 "pooler": {"size": {"cpu": "100m", "memory": "192Mi"}}, "parameters": {}}""".formatted(World.the().namespace));
    }

    @Test
    void showsItsMembers() {
        await().atMost(Duration.ofMinutes(1)).until(() -> own.group(database, "postgres").members().stream().anyMatch(OwnDatabase::mayTakeOver));
        Group group = own.group(database, "postgres");
        LOG.info("Members: {}", group);
        assertThat(group.leader()).isPresent();
        assertThat(group.members()).hasSize(3).allMatch(Group.Member::ready).allMatch(member -> member.timeline() > 0);
        assertThat(group.members()).filteredOn(Group.Member::synchronous).isNotEmpty();
        assertThat(group.members()).filteredOn(member -> member.role().equals("primary")).singleElement()
                .extracting(Group.Member::name).isEqualTo(group.leader().orElseThrow());
    }

    @Test
    void keepsSecretsInTheCluster() {
        String password = new String(Base64.getDecoder().decode(World.the().admin.secrets().inNamespace(World.the().namespace).withName("api-database")
                .get().getData().get("password")));
        assertThat(password).hasSizeGreaterThan(20);
        assertThat(installation.toString()).doesNotContain(password).contains("StatefulSet");
        assertThat(portal.plan(new Proposal(ChangeKind.CONFIGURE, database, "1.0.0", inputs(), Optional.empty())).steps()).as("nothing to do").isEmpty();
    }

    @Test
    void letsNoCallerSeeAnErrorOverTenSwitchovers() throws IOException {
        Load load = Load.started(100);
        for (int move = 1; move <= 10; move++) {
            own.moveLeader(database, "postgres");
        }
        JsonNode report = load.stop();
        LOG.info("Requests over ten switchovers: {}", report);
        assertThat(report.path("requests").asInt()).isGreaterThan(500);
        assertThat(report.path("losses")).isEmpty();
    }

    @Test
    void saysOfAChangeThatDataIsThere() {
        assertThat(portal.plan(configure(DatabaseIT::withMoreCores)).safePoint()).isEqualTo("None taken: no step touches a volume");
    }

    /** What the customer's admin grants for databases: each rule, taken away alone, costs just what its comment says. */
    @Test
    void everyRuleForDatabasesCarriesItsStep() throws IOException {
        List<Rule> rules = Rules.read(World.source("k8s/onboarding/database-access.yaml")).stream()
                .filter(rule -> !rule.name().equals("certificates")).toList(); // of cert-manager, which this cluster does not have
        rules.forEach(Rules::grant);
        try {
            List<Plan.Step> removal = steps(DatabaseIT::withoutClients, "kubernetes.remove");
            takeAway();
            List<Plan.Step> repair = steps(DatabaseIT::withMoreCores, "kubernetes.apply");
            for (Rule rule : rules) {
                takeAway(); // who changes nothing needs no right for it
                tokens.lend(rule.identity(), Rules.token(rule));
                Set<String> lost = rule.identity() == CloudIdentity.READ ? lostToSight() : planned.refused(repair);
                if (rule.name().equals("deletion")) { // with the right it would take effect
                    lost.addAll(planned.refused(removal));
                }
                tokens.takeBack();
                assertThat(lost).as("what is lost: %s", rule).isNotEmpty().isEqualTo(rule.named());
            }
        } finally {
            tokens.takeBack();
            rules.forEach(Rules::revoke);
            portal.succeed(configure(inputs -> {}));
        }
    }

    private List<Plan.Step> steps(Consumer<ObjectNode> alteration, String type) {
        return portal.plan(configure(alteration)).steps().stream().filter(step -> step.type().equals(type)).toList();
    }

    private Proposal configure(Consumer<ObjectNode> alteration) {
        ObjectNode inputs = inputs();
        alteration.accept(inputs);
        return new Proposal(ChangeKind.CONFIGURE, database, "1.0.0", inputs, Optional.empty());
    }

    private static void withMoreCores(ObjectNode inputs) {
        ((ObjectNode) inputs.get("size")).put("cpu", "250m");
    }

    private static void withoutClients(ObjectNode inputs) {
        inputs.putArray("clients");
    }

    /** By hand, behind the portal's back: what the members do without for a moment. */
    private static void takeAway() {
        var admin = World.the().admin;
        Map<String, String> ours = Map.of("app.kubernetes.io/managed-by", "portal");
        Stream.of(World.the().databases(), World.the().namespace).forEach(namespace -> admin.rbac().roleBindings().inNamespace(namespace).withLabels(ours).delete());
        admin.batch().v1().jobs().inNamespace(World.the().databases()).withLabels(ours).delete();
        admin.batch().v1().cronjobs().inNamespace(World.the().databases()).withLabels(ours).delete();
        admin.genericKubernetesResources("monitoring.googleapis.com/v1", "Rules").inNamespace(World.the().databases()).withLabels(ours).delete();
    }

    private Set<String> lostToSight() {
        Set<String> lost = new TreeSet<>();
        try {
            portal.plan(configure(DatabaseIT::withMoreCores));
        } catch (KubernetesFault.Refused forbidden) {
            lost.add("no plan");
        }
        try {
            own.groups(database);
        } catch (KubernetesFault.Refused forbidden) {
            lost.add("health of a database");
        }
        return lost;
    }
}

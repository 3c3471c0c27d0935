package com.trmlabs.portal.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeQueries.Evidence;
import com.trmlabs.portal.change.ChangeQueries.Step;
import com.trmlabs.portal.change.ChangeQueries.StepStatus;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.change.spi.KubernetesFault;
import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.change.spi.StepHandler.Outcome;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.system.Rules.Rule;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What customers grant is enough and not more: with the shipped roles a service with everything is installed, and each rule, taken
 * away alone from the same API server, costs just what its comment says.
 */
@SystemTest
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeastPrivilegeIT {

    @Autowired Portal portal;
    @Autowired LentTokens tokens;
    @Autowired PlannedSteps steps;

    private List<Rule> rules;
    private Plan install;

    @BeforeAll
    void installsAServiceWithEverything() throws IOException {
        rules = Rules.read(World.source("k8s/onboarding/cluster-access.yaml"));
        rules.forEach(Rules::grant);
        portal.emptyCluster();
        install = portal.plan(ChangeKind.INSTALL, "2.3.0", Portal.inputs(Portal::forClientsOutside));
        portal.succeed(ChangeKind.INSTALL, "2.3.0", Portal.inputs(Portal::forClientsOutside));
    }

    @AfterEach
    void takesTheTokensBack() {
        tokens.takeBack();
    }

    @AfterAll
    void cleansUp() {
        rules.forEach(Rules::revoke);
        portal.forget();
        World.the().empty();
    }

    @Test
    void everyRuleOfPortalRunCarriesOneStep() {
        List<Plan.Step> planned = withNamespace(install.steps());
        Plan removal = portal.plan(ChangeKind.CONFIGURE, "2.3.0", Portal.inputs());
        List<Plan.Step> removals = removal.steps().stream().filter(step -> step.type().equals("kubernetes.remove")).toList();
        assertThat(removals).hasSizeGreaterThan(3);
        for (Rule rule : of(CloudIdentity.RUN)) {
            assertThat(rule.named()).as("steps in the comment: %s", rule).hasSize(1);
            tokens.lend(CloudIdentity.RUN, Rules.token(rule));
            Set<String> lost = steps.refused(planned);
            if (rule.name().equals("deletion")) { // with the right it would take effect
                lost.addAll(steps.refused(removals));
            }
            assertThat(lost).as("what is lost: %s", rule).isNotEmpty().isEqualTo(rule.named());
        }
    }

    @Test
    void everyRuleOfPortalReadShowsWhatItIsFor() {
        Plan.Step verify = install.steps().getLast();
        assertThat(verify.title()).startsWith("Verify ");
        breakThePods();
        try {
            assertThat(lostToSight(verify)).as("with the whole role").isEmpty();
            for (Rule rule : of(CloudIdentity.READ)) {
                tokens.lend(CloudIdentity.READ, Rules.token(rule));
                assertThat(lostToSight(verify)).as("what is lost: %s", rule).isNotEmpty().isEqualTo(rule.named());
            }
        } finally {
            tokens.takeBack();
            portal.succeed(ChangeKind.CONFIGURE, "2.3.0", Portal.inputs(Portal::forClientsOutside));
        }
    }

    @Test
    void tellsWhichRightIsMissingAndGoesBack() {
        Rule deletion = of(CloudIdentity.RUN).stream().filter(rule -> rule.name().equals("deletion")).findFirst().orElseThrow();
        ChangeId id = portal.submitted(ChangeKind.CONFIGURE, "2.3.0", Portal.inputs());
        tokens.lend(CloudIdentity.RUN, Rules.token(deletion));
        portal.approve(id);
        assertThat(portal.end(id)).as(portal.why(id)).isEqualTo(ChangeStatus.ROLLED_BACK);
        Step failed = portal.page(id).steps().stream().filter(step -> step.status() == StepStatus.FAILED).findFirst().orElseThrow();
        assertThat(failed.title()).startsWith("Remove ");
        assertThat(failed.cause()).get().asString().contains("cannot delete resource", deletion.account());
    }

    private List<Rule> of(CloudIdentity identity) {
        return rules.stream().filter(rule -> rule.identity() == identity).toList();
    }

    // --- what is lost

    /** The installation's steps, and the one that makes the namespace where it is not there yet. */
    private static List<Plan.Step> withNamespace(List<Plan.Step> steps) {
        Plan.Step first = steps.stream().filter(step -> step.type().equals("kubernetes.apply")).findFirst().orElseThrow();
        ObjectNode params = first.params().deepCopy();
        params.set("object", JsonMapper.shared().readTree("""
                {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "%s", "labels": {"app.kubernetes.io/managed-by": "portal",
                 "pod-security.kubernetes.io/enforce": "restricted"}}}""".formatted(World.the().namespace)));
        return Stream.concat(Stream.of(new Plan.Step(first.type(), "Apply Namespace " + World.the().namespace, params,
                first.impact())), steps.stream().filter(step -> step.type().equals("kubernetes.apply"))).toList();
    }

    private Set<String> lostToSight(Plan.Step verify) {
        Set<String> lost = new TreeSet<>();
        try {
            portal.plan(ChangeKind.UPGRADE, "2.3.1", Portal.inputs(Portal::forClientsOutside));
        } catch (KubernetesFault.Refused forbidden) {
            lost.add("no plan");
        }
        try {
            List<Evidence> evidence = ((Outcome.Failed) steps.handler(verify).verify(PlannedSteps.context(verify))).evidence();
            Map<String, String> shown = evidence.stream().collect(Collectors.toMap(found -> found.title().split(" ")[0], Evidence::text));
            if (!shown.getOrDefault("Log", "").contains("the table of chains is missing")) {
                lost.add("no log");
            }
            if (!shown.getOrDefault("Events", "").contains("BackOff")) {
                lost.add("no events");
            }
        } catch (KubernetesFault.Refused forbidden) {
            lost.add("Verify");
        }
        return lost;
    }

    /** By hand, behind the portal's back, until a new pod has crashed often enough to have all kinds of evidence. */
    private static void breakThePods() {
        var admin = World.the().admin;
        admin.apps().deployments().inNamespace(World.the().namespace).withName("api").edit(deployment -> deployment.edit().editSpec().editTemplate().editSpec()
                .editContainer(0).withImage(World.the().images.get("2.4.1-broken")).endContainer().endSpec().endTemplate().endSpec().build());
        await().atMost(Duration.ofMinutes(3)).until(() -> admin.pods().inNamespace(World.the().namespace).list().getItems().stream()
                .anyMatch(LeastPrivilegeIT::hasCrashedTwice));
    }

    private static boolean hasCrashedTwice(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream().anyMatch(container -> container.getRestartCount() > 1
                && container.getLastState().getTerminated() != null);
    }
}

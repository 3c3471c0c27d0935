package com.trmlabs.portal.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeQueries.Evidence;
import com.trmlabs.portal.change.ChangeQueries.Step;
import com.trmlabs.portal.change.ChangeQueries.StepStatus;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.kernel.ChangeId;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;

/** A rollout that will not succeed is ended long before its deadline, with its cause in words, and what ran before runs again. */
@SystemTest
@Tag("cluster")
class EarlyFailureIT {

    private static final Logger LOG = LoggerFactory.getLogger(EarlyFailureIT.class);

    @Autowired Portal portal;
    private String before = "";

    @BeforeEach
    void install() {
        portal.installed();
        before = image();
    }

    @AfterEach
    void takesAwayTheQuota() {
        World.the().admin.resourceQuotas().inNamespace(World.the().namespace).delete();
    }

    @Test
    void imageIsMissing() {
        String image = World.the().images.get("2.4.0").replaceFirst("@.*", "@sha256:" + "5".repeat(64));
        portal.publish("2.4.2", image, World.source("k8s/services/api/chart"));
        Step failed = fails(portal.approved(ChangeKind.UPGRADE, "2.4.2", Portal.inputs()));
        assertThat(failed.cause()).get().asString().contains("cannot be pulled", image);
        assertThat(text(failed, "Events of ")).contains("Failed to pull image");
    }

    @Test
    void podsCrash() {
        Step failed = fails(portal.approved(ChangeKind.UPGRADE, "2.4.1-broken", Portal.inputs()));
        assertThat(failed.cause()).get().asString().contains("container api ended with exit code 1", "the table of chains is missing");
        assertThat(text(failed, "Log of ")).contains("the table of chains is missing");
        assertThat(text(failed, "Events of ")).contains("Back-off restarting failed container");
    }

    @Test
    void podsFindNoNode() {
        Step failed = fails(portal.approved(ChangeKind.CONFIGURE, portal.release(), Portal.inputs(inputs ->
                ((ObjectNode) inputs.get("resources")).put("cpu", "64").put("cpuLimit", "64"))));
        assertThat(failed.cause()).get().asString().contains("No node has room", "Insufficient cpu");
        assertThat(text(failed, "Events of ")).contains("FailedScheduling");
    }

    @Test
    void quotaIsUsedUp() {
        World.the().admin.resource(new ResourceQuotaBuilder().withNewMetadata().withName("customer").withNamespace(World.the().namespace).endMetadata()
                .withNewSpec().withHard(Map.of("pods", new Quantity("2"))).endSpec().build()).create();
        Step failed = fails(portal.approved(ChangeKind.CONFIGURE, portal.release(), Portal.inputs(inputs ->
                ((ObjectNode) inputs.get("resources")).put("memoryLimit", "288Mi"))));
        assertThat(failed.cause()).get().asString().contains("Pods cannot be made", "exceeded quota: customer");
        assertThat(text(failed, "Events of ")).contains("FailedCreate");
    }

    private Step fails(ChangeId id) {
        Instant since = Instant.now();
        assertThat(portal.end(id)).as(portal.why(id)).isEqualTo(ChangeStatus.ROLLED_BACK);
        var page = portal.page(id);
        Step failed = page.steps().stream().filter(step -> step.status() == StepStatus.FAILED).findFirst().orElseThrow();
        assertThat(failed.title()).startsWith("Verify ");
        assertThat(page.backSteps()).filteredOn(step -> step.status() != StepStatus.SKIPPED).isNotEmpty().allMatch(step -> step.status() == StepStatus.DONE);
        assertThat(image()).isEqualTo(before);
        LOG.info("{}: ended {} s after its first sign; {}", page.title(), Duration.between(firstSign(since), failed.ended().orElseThrow()).toMillis() / 1000.0,
                failed.cause().orElse(""));
        return failed;
    }

    private static String text(Step failed, String title) {
        return failed.evidence().stream().filter(evidence -> evidence.title().startsWith(title)).map(Evidence::text).collect(Collectors.joining("\n"));
    }

    /** As the API server noted it, to the second. */
    private static Instant firstSign(Instant since) {
        return World.the().admin.v1().events().inNamespace(World.the().namespace).list().getItems().stream()
                .filter(event -> event.getType().equals("Warning")).map(EarlyFailureIT::time)
                .filter(time -> !time.isBefore(since.minusSeconds(1))).sorted().findFirst().orElseThrow();
    }

    private static Instant time(Event event) {
        return Instant.parse(event.getMetadata().getCreationTimestamp());
    }

    private static String image() {
        return World.the().admin.apps().deployments().inNamespace(World.the().namespace).withName("api").get().getSpec().getTemplate().getSpec()
                .getContainers().getFirst().getImage();
    }
}

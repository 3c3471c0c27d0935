package com.trmlabs.portal.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.kernel.ChangeId;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Clients of the service notice nothing of what the portal does to it, nor of a node that is taken out. */
@SystemTest
@Tag("cluster")
class ZeroDowntimeIT {

    private static final Logger LOG = LoggerFactory.getLogger(ZeroDowntimeIT.class);
    private static final int REQUESTS = 100_000;
    private static final Path KUBECTL = Path.of("kubectl");
    private static final String RATHER_NOT = "portal.test/zero-downtime:PreferNoSchedule";
    private static final Path NODES = World.source("rehearsal/cluster/cluster");

    @Autowired Portal portal;

    @Test
    void losesNoRequestWhileChangesRunAndANodeGoes() throws IOException {
        portal.installed();
        await().atMost(Duration.ofMinutes(1)).until(Load::isServed);
        Load load = Load.started();
        acts(load, "2.4.0").forEach(Runnable::run); // each at least once
        for (int round = 2; load.done() < REQUESTS; round++) {
            acts(load, round % 2 == 1 ? "2.4.0" : "2.3.1").takeWhile(act -> load.done() < REQUESTS).forEach(Runnable::run);
        }
        JsonNode report = load.stop();
        LOG.info("Requests during the changes: {}", report);
        assertThat(report.path("requests").asInt()).isGreaterThanOrEqualTo(REQUESTS);
        assertThat(report.path("kept").asInt()).isGreaterThan(REQUESTS / 10);
        assertThat(report.path("fresh").asInt()).isGreaterThan(REQUESTS / 10);
        assertThat(report.path("losses")).as("lost requests").isEmpty();
    }

    private Stream<Runnable> acts(Load load, String release) {
        return Stream.of(
                () -> {
                    portal.succeed(ChangeKind.UPGRADE, release, Portal.inputs());
                    tell("upgrade", load);
                },
                () -> {
                    portal.succeed(ChangeKind.CONFIGURE, release, Portal.inputs(ZeroDowntimeIT::moreMemory));
                    tell("configure", load);
                },
                () -> {
                    ChangeId broken = portal.approved(ChangeKind.UPGRADE, "2.4.1-broken", Portal.inputs(ZeroDowntimeIT::moreMemory));
                    assertThat(portal.end(broken)).as(portal.why(broken)).isEqualTo(ChangeStatus.ROLLED_BACK);
                    tell("failing upgrade and its way back", load);
                },
                () -> {
                    drainANodeOfOurOwn();
                    tell("drain", load);
                });
    }

    /** The test above can fail: pods that do not say goodbye lose requests. */
    @Test
    void losesRequestsWithoutTheChartsGoodbye() throws IOException {
        portal.installed();
        portal.publish("2.4.0-hasty", World.the().images.get("2.4.0"), withoutGoodbye());
        portal.succeed(ChangeKind.UPGRADE, "2.4.0-hasty", Portal.inputs());
        await().atMost(Duration.ofMinutes(1)).until(Load::isServed);
        Load load = Load.started();
        portal.succeed(ChangeKind.UPGRADE, "2.3.0", Portal.inputs());
        JsonNode report = load.stop();
        LOG.info("Requests without the chart's goodbye: {}", report);
        assertThat(report.path("lost").asInt()).isPositive();
    }

    private static void moreMemory(ObjectNode inputs) {
        ((ObjectNode) inputs.get("resources")).put("memoryLimit", "320Mi");
    }

    private static void tell(String act, Load load) {
        LOG.info("After {}: {} requests", act, load.done());
    }

    private static Path withoutGoodbye() throws IOException {
        Path chart = Files.createTempDirectory(World.the().folder, "hasty");
        FileSystemUtils.copyRecursively(World.source("k8s/services/api/chart"), chart);
        Path deployment = chart.resolve("templates/deployment.yaml");
        String shipped = Files.readString(deployment);
        String hasty = shipped.replaceFirst("(?m)^ +lifecycle:\\n +preStop:\\n +sleep: .*\\n", "");
        assertThat(hasty).isNotEqualTo(shipped);
        Files.writeString(deployment, hasty);
        return chart;
    }

    // --- a node

    private void drainANodeOfOurOwn() {
        String node = World.the().namespace;
        Programs.output(NODES, "node", "add", node, "europe-west1-b", "suites");
        try {
            World.the().admin.nodes().withName(node).waitUntilReady(1, TimeUnit.MINUTES);
            moveAPodTo(node);
            drain(node);
        } finally {
            Programs.output(NODES, "node", "remove", node);
        }
    }

    /** One pod is evicted while it shall rather not go elsewhere. No node is closed meanwhile: others' pods have to go somewhere, too. */
    private static void moveAPodTo(String node) {
        var admin = World.the().admin;
        List<String> others = admin.nodes().list().getItems().stream().map(other -> other.getMetadata().getName()).filter(name -> !name.equals(node)).toList();
        String pod = pods().getFirst().getMetadata().getName();
        try {
            others.forEach(other -> Programs.output(KUBECTL, "taint", "node", other, RATHER_NOT));
            admin.pods().inNamespace(World.the().namespace).withName(pod).evict();
            await().atMost(Duration.ofMinutes(2)).until(() -> pods().stream().anyMatch(other -> node.equals(other.getSpec().getNodeName()) && isReady(other)));
        } finally {
            others.forEach(other -> Programs.output(KUBECTL, "taint", "node", other, RATHER_NOT + "-"));
        }
    }

    private static void drain(String node) {
        Programs.output(KUBECTL, "drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--force", "--timeout=180s");
        assertThat(pods()).noneMatch(pod -> node.equals(pod.getSpec().getNodeName()));
        await().atMost(Duration.ofMinutes(2)).until(() -> pods().stream().filter(ZeroDowntimeIT::isReady).count() >= 2);
    }

    private static List<Pod> pods() {
        return World.the().admin.pods().inNamespace(World.the().namespace).withLabel("app.kubernetes.io/name", "api").list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null).toList();
    }

    private static boolean isReady(Pod pod) {
        return pod.getStatus().getConditions().stream().anyMatch(condition -> condition.getType().equals("Ready") && condition.getStatus().equals("True"));
    }
}

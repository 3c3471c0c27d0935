package com.trmlabs.portal.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.kernel.ChangeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a rollout by the portal costs above a bare one of the same manifests; {@code bin/bench rollout} runs it. */
@SystemTest
class RolloutBench {

    /** As the form has it where nobody changes it. */
    private static final int PODS = 3;

    @Autowired Portal portal;

    @Test
    void takesTurnsWithKubectl() throws IOException {
        portal.emptyCluster();
        portal.succeed(ChangeKind.INSTALL, "2.3.0", threePods());
        Path manifests = manifests();
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        for (int round = 0; round < Integer.getInteger("bench.rounds", 3); round++) {
            settle();
            ChangeId id = portal.submitted(ChangeKind.UPGRADE, "2.3.1", threePods());
            ours.add(seconds(() -> {
                portal.approve(id);
                assertThat(portal.end(id)).as(portal.why(id)).isEqualTo(ChangeStatus.SUCCEEDED);
            }));
            settle();
            bare.add(seconds(() -> {
                Programs.output(Path.of("kubectl"), "apply", "--server-side", "--force-conflicts", "--field-manager=portal", "-f", manifests.toString());
                Programs.output(Path.of("kubectl"), "rollout", "status", "deployment/api", "-n", World.the().namespace, "--timeout=5m");
            }));
        }
        System.out.printf(Locale.ROOT, "BENCH portal, vote to Succeeded: %s s; kubectl apply + rollout status: %s s; ratio of the medians %.2f%n",
                ours, bare, median(ours) / median(bare));
    }

    private static ObjectNode threePods() {
        return Portal.inputs(inputs -> ((ObjectNode) inputs.get("replicas")).put("min", PODS).put("max", PODS));
    }

    /** The same objects at the release before, as one file. */
    private Path manifests() throws IOException {
        Plan plan = portal.plan(ChangeKind.CONFIGURE, "2.3.0", threePods());
        ObjectNode list = JsonMapper.shared().createObjectNode().put("apiVersion", "v1").put("kind", "List");
        list.set("items", plan.facts().at("/services/0/objects"));
        return Files.writeString(World.the().folder.resolve("manifests.json"), JsonMapper.shared().writeValueAsString(list));
    }

    /** Pods of the last round have ended, so that they take no time from this one. */
    private static void settle() {
        await().atMost(Duration.ofMinutes(2)).until(() -> World.the().admin.pods().inNamespace(World.the().namespace).list().getItems().size() == PODS);
    }

    private static double seconds(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return Math.round((System.nanoTime() - began) / 1e8) / 10.0;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}

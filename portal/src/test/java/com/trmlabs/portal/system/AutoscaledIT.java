package com.trmlabs.portal.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.change.ChangeKind;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;

/** The autoscaler owns the number of pods. There is no load, so the test sets the number as an autoscaler does, and holds the real one. */
@SystemTest
@Tag("cluster")
class AutoscaledIT {

    private static final int UNDER_LOAD = 3;

    @Autowired Portal portal;

    @Test
    void upgradeUnderLoadKeepsTheNumberOfPods() {
        portal.installed();
        String release = portal.release();
        portal.succeed(ChangeKind.CONFIGURE, release, Portal.inputs(AutoscaledIT::upToFour));
        hold();
        deployment().scale(UNDER_LOAD);
        await().atMost(Duration.ofMinutes(1)).until(() -> available(deployment().get()) == UNDER_LOAD);
        List<Deployment> seen = new CopyOnWriteArrayList<>();

        try (Watch watch = watch(seen)) {
            portal.succeed(ChangeKind.UPGRADE, release.equals("2.4.0") ? "2.3.1" : "2.4.0", Portal.inputs(AutoscaledIT::upToFour));
            await().atMost(Duration.ofMinutes(1)).until(() -> !seen.isEmpty() && image(seen.getLast()).equals(image(deployment().get())));
        } finally {
            portal.succeed(ChangeKind.CONFIGURE, portal.release(), Portal.inputs());
        }
        assertThat(seen.stream().map(AutoscaledIT::image).distinct()).as("images of the rollout").hasSize(2);
        assertThat(seen).extracting(deployment -> deployment.getSpec().getReplicas()).as("pods wanted").containsOnly(UNDER_LOAD);
        assertThat(seen).extracting(AutoscaledIT::available).as("pods that serve").allMatch(pods -> pods >= UNDER_LOAD);
    }

    private static void upToFour(ObjectNode inputs) {
        ((ObjectNode) inputs.get("replicas")).put("max", 4);
    }

    /** It measures, and would take the third pod away again. */
    private static void hold() {
        World.the().admin.autoscaling().v2().horizontalPodAutoscalers().inNamespace(World.the().namespace).withName("api").edit(
                found -> new HorizontalPodAutoscalerBuilder(found).editSpec().editOrNewBehavior()
                        .editOrNewScaleUp().withSelectPolicy("Disabled").endScaleUp()
                        .editOrNewScaleDown().withSelectPolicy("Disabled").endScaleDown().endBehavior().endSpec().build());
    }

    private static RollableScalableResource<Deployment> deployment() {
        return World.the().admin.apps().deployments().inNamespace(World.the().namespace).withName("api");
    }

    private static Watch watch(List<Deployment> seen) {
        return deployment().watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, Deployment deployment) {
                seen.add(deployment);
            }

            @Override
            public void onClose(WatcherException cause) {
                // what was not seen then is missed below: the last image has to be among it
            }
        });
    }

    private static int available(Deployment deployment) {
        Integer available = deployment.getStatus().getAvailableReplicas();
        return available == null ? 0 : available;
    }

    private static String image(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
    }
}

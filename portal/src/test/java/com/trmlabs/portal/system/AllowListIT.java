package com.trmlabs.portal.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.change.ChangeKind;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;

/** The list in the form decides who is served, as soon as the change has succeeded. */
@SystemTest
@Tag("cluster")
class AllowListIT {

    @Autowired Portal portal;

    @Test
    void servesAllowedAddressesAndRefusesOthers() {
        portal.installed();
        String release = portal.release();
        await().atMost(Duration.ofSeconds(20)).until(Load::isServed);

        portal.succeed(ChangeKind.CONFIGURE, release, Portal.inputs(inputs -> allow(inputs, "10.20.0.0/16")));
        await().atMost(Duration.ofSeconds(20)).until(() -> !Load.isServed());

        var page = portal.succeed(ChangeKind.CONFIGURE, release, Portal.inputs(inputs -> allow(inputs, "10.20.0.0/16", World.MACHINE)));
        await().atMost(Duration.ofSeconds(20)).until(Load::isServed);
        assertThat(page.differences()).filteredOn(difference -> difference.object().startsWith("Service ")).singleElement()
                .satisfies(difference -> assertThat(difference.fields()).extracting(field -> field.path()).containsOnly("spec.loadBalancerSourceRanges"));
        assertThat(page.steps()).as("no pod restarts").noneMatch(step -> step.title().startsWith("Apply Deployment"));
    }

    private static void allow(ObjectNode inputs, String... blocks) {
        var list = ((ObjectNode) inputs.get("internal")).putArray("allowList");
        for (String block : blocks) {
            list.add(block);
        }
    }
}

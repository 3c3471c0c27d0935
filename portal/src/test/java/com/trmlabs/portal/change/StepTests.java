package com.trmlabs.portal.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.change.spi.StepHandler;
import com.trmlabs.portal.kernel.ChangeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a step remembers when it goes on after time that does not count. */
class StepTests {

    private static final Instant NOW = Instant.parse("2026-11-26T01:00:00Z");

    private final Change change = new Change(new ChangeId(1), SmallWorld.creating("cedar", "cedar-a"), SmallWorld.OPERATOR.actor(), "needed", "", NOW);
    private final Step step = new Step(change, false, 1, new Plan.Step("kubernetes.rollout", "Await api", JsonMapper.shared().createObjectNode(),
            new Plan.Impact("None", "rule", "await", 0)));

    @BeforeEach
    void seesASignOfFailure() {
        step.begin(NOW);
        ObjectNode memory = JsonMapper.shared().createObjectNode().put("uid", "4711").put(StepHandler.SIGN, NOW.toString());
        step.executed("", memory);
    }

    @Test
    void judgesASignAfreshWhenItIsTriedAgain() {
        step.fail("0/3 nodes are available", List.of(), NOW);

        step.reopen(NOW.plusSeconds(60));

        assertThat(step.memory().propertyNames()).containsExactly("uid");
    }

    @Test
    void judgesASignAfreshAfterTimeInWhichNobodyLooked() {
        step.postpone(Duration.ofMinutes(20));

        assertThat(step.memory().propertyNames()).containsExactly("uid");
        assertThat(step.begun()).contains(NOW.plus(Duration.ofMinutes(20)));
    }
}

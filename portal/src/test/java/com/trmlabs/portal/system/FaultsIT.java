package com.trmlabs.portal.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.kernel.ChangeId;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** A fifth of what the portal asks the API server fails on its way, or its answer is lost on the way back. */
@SystemTest
@Tag("cluster")
class FaultsIT {

    private static final Logger LOG = LoggerFactory.getLogger(FaultsIT.class);

    @Autowired Portal portal;
    @Autowired CountedCalls calls;

    @AfterEach
    void mend() {
        World.the().wire.failingEvery(0);
    }

    @Test
    void succeedsAndDoublesNothing() {
        portal.emptyCluster();
        int failedBefore = calls.failed.get();
        ChangeId install = portal.submitted(ChangeKind.INSTALL, "2.3.0", Portal.inputs());
        carriedOut(install);
        World.the().wire.failingEvery(0);
        ChangeId upgrade = portal.submitted(ChangeKind.UPGRADE, "2.3.1", Portal.inputs());
        carriedOut(upgrade);
        assertThat(calls.failed.get() - failedBefore).as("calls that the portal was told did not get through; most reads are tried again beneath").isGreaterThan(5);
    }

    private void carriedOut(ChangeId id) {
        var wire = World.the().wire;
        int hitBefore = wire.hit.get();
        int madeBefore = calls.made.get();
        int failedBefore = calls.failed.get();
        Instant since = Instant.now();
        wire.failingEvery(5);
        portal.approve(id);
        assertThat(portal.end(id)).as(portal.why(id)).isEqualTo(ChangeStatus.SUCCEEDED);
        int hit = wire.hit.get() - hitBefore;
        int made = calls.made.get() - madeBefore;
        int failed = calls.failed.get() - failedBefore;
        LOG.info("{}: {} calls, {} hit on their way, {} answers lost so far, {} told as failed", id, made, hit, wire.answersLost.get(), failed);
        assertThat(hit).as("faults on the way").isGreaterThan(2);
        assertThat((double) hit / made).as("share of %d calls that was hit", made).isGreaterThanOrEqualTo(0.2);
        assertThat(World.the().writes.since(since, World.the().namespace)).as("effects of %s in the audit log", id)
                .containsExactlyElementsOf(AuditedWrites.planned(portal.page(id)));
    }
}

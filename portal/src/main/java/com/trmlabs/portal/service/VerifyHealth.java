package com.trmlabs.portal.service;

import com.trmlabs.portal.change.ObjectRef;
import com.trmlabs.portal.change.spi.KubernetesClusters;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.change.spi.StepHandler;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.service.spi.HealthCheck;
import com.trmlabs.portal.service.spi.HealthCheck.Finding;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Waits until a check of the service's type finds it healthy. Writes nothing. */
@Component
class VerifyHealth implements StepHandler {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final KubernetesClusters clusters;
    private final HealthChecks checks;

    VerifyHealth(KubernetesClusters clusters, HealthChecks checks) {
        this.clusters = clusters;
        this.checks = checks;
    }

    @Override
    public String type() {
        return "service.health";
    }

    @Override
    public Outcome execute(Context context) {
        return new Outcome.Done("", context.memory());
    }

    @Override
    public Outcome verify(Context context) {
        Connection read = clusters.connect(new ClusterName(context.params().get("cluster").asString()), CloudIdentity.READ);
        HealthCheck check = checks.named(context.params().get("check").asString());
        List<ObjectRef> workloads = context.params().get("workloads").valueStream().map(RemoveObject::ref).toList();
        Finding finding = check.check(read, workloads);
        if (finding.healthy()) {
            return new Outcome.Done(finding.says(), context.memory());
        }
        return context.hasLasted(LIMIT)
                ? new Outcome.Failed("Not healthy after %d minutes: %s".formatted(LIMIT.toMinutes(), finding.says()), List.of())
                : new Outcome.Again(LOOK, finding.says(), context.memory());
    }
}

package com.trmlabs.portal.service.spi;

import com.trmlabs.portal.change.ObjectRef;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import java.util.List;

/** Knows of one kind of software whether it is well, beyond that its pods are ready. Types ask for it by name in service.yaml, health.checks. */
public interface HealthCheck {

    String name();

    /** @param workloads of the service, as its change applied them */
    Finding check(Connection read, List<ObjectRef> workloads);

    /**
     * @param says what is well or what is not, in words; it stands beside the service's health
     */
    record Finding(boolean healthy, String says) {}
}

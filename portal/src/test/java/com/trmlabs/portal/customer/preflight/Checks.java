package com.trmlabs.portal.customer.preflight;

import com.trmlabs.portal.customer.CustomerDirectory.Project;
import com.trmlabs.portal.customer.StubCloud;
import com.trmlabs.portal.customer.access.Access;
import com.trmlabs.portal.customer.spi.CloudProjects;
import com.trmlabs.portal.customer.spi.NodeDemand;
import com.trmlabs.portal.customer.spi.PreflightCheck;
import com.trmlabs.portal.customer.spi.PreflightCheck.Finding;
import com.trmlabs.portal.customer.spi.PreflightCheck.Subject;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Asks the checks as Spring wires them, one by one. */
final class Checks {

    static final Project BLUEFIN = new Project(new ProjectId("bluefin-analytics"), new CustomerId("bluefin"), "europe-west3", "main", "nodes",
            "pods", "services");
    static final NodeDemand NINE = new NodeDemand("e2-standard-4", List.of("europe-west3-a", "europe-west3-b", "europe-west3-c"), 1, 3);

    private Checks() {}

    static Finding ask(StubCloud cloud, String check) {
        return ask(cloud, check, NINE);
    }

    static Finding ask(StubCloud cloud, String check, NodeDemand demand) {
        return all(cloud).stream().filter(one -> one.id().equals(check)).findFirst().orElseThrow().check(new Subject(BLUEFIN, demand));
    }

    static Collection<PreflightCheck> all(StubCloud cloud) {
        var found = new ArrayList<PreflightCheck>();
        new ApplicationContextRunner().withBean(CloudProjects.class, () -> cloud).withUserConfiguration(Access.class, AccessChecks.class,
                QuotaChecks.class, NetworkChecks.class, RegistryCheck.class, PolicyChecks.class)
                .run(context -> found.addAll(context.getBeansOfType(PreflightCheck.class).values()));
        return found;
    }
}

package com.trmlabs.portal.customer.preflight;

import static com.trmlabs.portal.customer.spi.PreflightCheck.Finding.fail;
import static com.trmlabs.portal.customer.spi.PreflightCheck.Finding.pass;

import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.customer.access.Access;
import com.trmlabs.portal.customer.access.AccessSpec;
import com.trmlabs.portal.customer.spi.CloudProjects;
import com.trmlabs.portal.customer.spi.PreflightCheck.Finding;
import com.trmlabs.portal.customer.spi.PreflightCheck.Fix;
import com.trmlabs.portal.customer.spi.PreflightCheck.Subject;
import com.trmlabs.portal.customer.spi.PreflightCheck.Topic;
import com.trmlabs.portal.customer.spi.PreflightCheck;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Whether both identities hold exactly what permissions.yaml lists, and whether its APIs are on. */
@Configuration
class AccessChecks {

    private final CloudProjects cloud;
    private final Access access;
    private final AccessSpec spec;

    AccessChecks(CloudProjects cloud, Access access) {
        this.cloud = cloud;
        this.access = access;
        this.spec = access.spec();
    }

    @Bean
    PreflightCheck readPermissions() {
        return Check.strict("permissions.read", "Rights of portal-read", Topic.IDENTITY, subject -> permissions(subject, CloudIdentity.READ));
    }

    @Bean
    PreflightCheck runPermissions() {
        return Check.strict("permissions.run", "Rights of portal-run", Topic.IDENTITY, subject -> permissions(subject, CloudIdentity.RUN));
    }

    @Bean
    PreflightCheck runMayActAsNodes() {
        return Check.strict("act-as.nodes", "portal-run may create nodes", Topic.IDENTITY, this::actingAsNodes);
    }

    @Bean
    PreflightCheck apisAreOn() {
        return Check.strict("apis", "Google APIs", Topic.APIS, this::apis);
    }

    private Finding permissions(Subject subject, CloudIdentity identity) {
        Set<String> wanted = spec.permissions(identity).stream().map(AccessSpec.Permission::permission).collect(Collectors.toSet());
        var missing = new TreeSet<>(cloud.missingPermissions(subject.project().id(), identity, wanted));
        if (missing.isEmpty()) {
            return pass("All " + wanted.size() + " rights are there.");
        }
        return fail("%d of %d rights are missing: %s.".formatted(missing.size(), wanted.size(), String.join(", ", missing)),
                addRights(subject.project().id(), identity, missing));
    }

    private Fix addRights(ProjectId project, CloudIdentity identity, Set<String> missing) {
        String role = spec.roles().stream().filter(made -> made.identity().equalsIgnoreCase(identity.name())).findFirst().orElseThrow().role();
        return new Fix("Add them to the role " + role, "gcloud iam roles update " + role + " --project=" + project + " --add-permissions="
                + String.join(",", missing));
    }

    /** It is granted on the account and not on the project, so the rights of portal-run do not show it. */
    private Finding actingAsNodes(Subject subject) {
        ProjectId project = subject.project().id();
        String nodes = "portal-nodes@" + project + ".iam.gserviceaccount.com";
        Fix rights = new Fix("Grant what nodes need", access.nodesRights(project));
        return cloud.mayActAs(project, CloudIdentity.RUN, nodes)
                .map(may -> may ? pass("It may make them run as portal-nodes.")
                        : fail("portal-run may not make nodes run as %s: iam.serviceAccounts.actAs on that account is missing.".formatted(nodes), rights))
                .orElseGet(() -> fail("There is no service account %s, as which nodes run.".formatted(nodes),
                        new Fix("Create it", access.nodesAccount(project)), rights));
    }

    private Finding apis(Subject subject) {
        var project = subject.project().id();
        List<String> off = cloud.disabledApis(project, spec.apiNames()).stream().sorted().toList();
        if (off.isEmpty()) {
            return pass("All " + spec.apis().size() + " are on.");
        }
        String reasons = spec.apis().stream().filter(api -> off.contains(api.api()))
                .map(api -> api.api() + " (" + api.reason() + ")").collect(Collectors.joining(" "));
        return fail(off.size() + " are off: " + reasons, new Fix("Switch them on",
                "gcloud services enable " + String.join(" ", off) + " --project=" + project));
    }
}

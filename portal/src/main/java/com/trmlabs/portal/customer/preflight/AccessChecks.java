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
    private final AccessSpec spec;

    AccessChecks(CloudProjects cloud, Access access) {
        this.cloud = cloud;
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

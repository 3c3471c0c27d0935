package com.trmlabs.portal.rehearsal.google;

import com.google.rpc.Code;
import com.trmlabs.portal.rehearsal.director.Fault.Kind;
import com.trmlabs.portal.rehearsal.director.Faults;
import com.trmlabs.portal.rehearsal.world.Onboarding;
import com.trmlabs.portal.rehearsal.world.Project;
import com.trmlabs.portal.rehearsal.world.World;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Who calls, and whether they may: the same rules for every simulated API. */
final class Access {

    static final String ACT_AS = "iam.serviceAccounts.actAs";
    private static final String ACCOUNTS = ".iam.gserviceaccount.com";

    private final World world;
    private final Onboarding onboarding;
    private final Faults faults;
    private final Tokens tokens;

    Access(World world, Onboarding onboarding, Faults faults, Tokens tokens) {
        this.world = world;
        this.onboarding = onboarding;
        this.faults = faults;
        this.tokens = tokens;
    }

    /** @param authorization the header, or null */
    Caller caller(String authorization) {
        return Optional.ofNullable(authorization)
                .filter(header -> header.startsWith("Bearer "))
                .flatMap(header -> tokens.email(header.substring("Bearer ".length())))
                .map(Caller::new)
                .orElseThrow(GoogleFault::unauthenticated);
    }

    /** The service account of a project behind an e-mail, as long as its admin lets us act as it. */
    Optional<Impersonated> impersonated(String email) {
        var at = email.indexOf('@');
        if (at < 0 || !email.endsWith(ACCOUNTS)) {
            return Optional.empty();
        }
        var project = world.project(email.substring(at + 1, email.length() - ACCOUNTS.length())).filter(Project::connected);
        var identity = onboarding.identity(email.substring(0, at)).filter(Onboarding.Identity::impersonatedByPortal);
        return project.flatMap(owner -> identity.map(found -> new Impersonated(owner, found.id())));
    }

    boolean isPortal(Caller caller) {
        return caller.email().equals(world.vendor().account());
    }

    /** Whether the caller holds a permission on a project. */
    boolean holds(Caller caller, Project project, String permission) {
        return holds(caller, project, permission, identity -> onboarding.permissions(identity).contains(permission));
    }

    /** Whether the caller may make nodes run as the account that is there for them; granted on that account, not on the project. */
    boolean actsAsNodes(Caller caller, Project project) {
        return holds(caller, project, ACT_AS, identity -> onboarding.grants(identity, "roles/iam.serviceAccountUser", "nodes"));
    }

    private boolean holds(Caller caller, Project project, String permission, Predicate<String> granted) {
        return impersonated(caller.email())
                .filter(who -> who.project().id().equals(project.id()))
                .filter(who -> granted.test(who.identity()))
                .filter(who -> !who.project().missing().getOrDefault(who.identity(), Set.of()).contains(permission))
                .filter(who -> !taken(project, permission))
                .isPresent();
    }

    /** Those of the permissions that the caller holds. */
    List<String> held(Caller caller, Project project, List<String> permissions) {
        return permissions.stream().filter(permission -> holds(caller, project, permission)).toList();
    }

    /** The project as one that the caller may use the API in; {@code refusal} is how this API says no. */
    Project require(Caller caller, String project, Api api, String permission, GoogleFault refusal) {
        requireApi(caller, api);
        var found = world.project(project).orElseThrow(() -> refusal);
        if (!holds(caller, found, permission)) {
            throw refusal;
        }
        return found;
    }

    /** A service account's calls count against its own project, so the API has to be on there. */
    void requireApi(Caller caller, Api api) {
        impersonated(caller.email()).map(Impersonated::project).filter(owner -> owner.apisOff().contains(api.host())).ifPresent(owner -> {
            throw GoogleFault.serviceDisabled(api.title(), api.host(), owner.number());
        });
    }

    private boolean taken(Project project, String permission) {
        return faults.active(Kind.PERMISSION_MISSING, project.id(), "",
                fault -> fault.detail().isEmpty() || fault.detail().equals(permission)).isPresent();
    }

    /** The refusal of the newer APIs. */
    static GoogleFault denied(String permission, String resource) {
        return GoogleFault.of(Code.PERMISSION_DENIED,
                "Permission '%s' denied on resource '%s' (or it may not exist).".formatted(permission, resource),
                "IAM_PERMISSION_DENIED", "iam.googleapis.com", Map.of("permission", permission, "resource", resource));
    }

    /** @param email of the service account that the token stands for */
    record Caller(String email) {}

    /** @param identity read or run */
    record Impersonated(Project project, String identity) {}

    /** An API as it is enabled in a project. */
    record Api(String host, String title) {

        static final Api CONTAINER = new Api("container.googleapis.com", "Kubernetes Engine API");
        static final Api COMPUTE = new Api("compute.googleapis.com", "Compute Engine API");
        static final Api IAM = new Api("iam.googleapis.com", "Identity and Access Management (IAM) API");
        static final Api RESOURCE_MANAGER = new Api("cloudresourcemanager.googleapis.com", "Cloud Resource Manager API");
        static final Api SERVICE_USAGE = new Api("serviceusage.googleapis.com", "Service Usage API");
        static final Api ORG_POLICY = new Api("orgpolicy.googleapis.com", "Organization Policy API");
    }
}

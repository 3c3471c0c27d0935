package com.trmlabs.portal.rehearsal.google;

import com.google.rpc.Code;
import com.trmlabs.portal.rehearsal.google.Access.Api;
import com.trmlabs.portal.rehearsal.google.Access.Caller;
import com.trmlabs.portal.rehearsal.world.Onboarding;
import com.trmlabs.portal.rehearsal.world.Project;
import com.trmlabs.portal.rehearsal.world.Project.Policy;
import com.trmlabs.portal.rehearsal.world.World;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jakarta.servlet.ServletException;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** What is asked about a project as a whole: Resource Manager, its service accounts, Service Usage, Organization Policy, and the vendor's Artifact Registry. */
final class ProjectApis {

    private final World world;
    private final Onboarding onboarding;
    private final Access access;

    ProjectApis(World world, Onboarding onboarding, Access access) {
        this.world = world;
        this.onboarding = onboarding;
        this.access = access;
    }

    RouterFunction<ServerResponse> routes() {
        return Rest.host(Api.RESOURCE_MANAGER.host(), access)
                .on(HttpMethod.POST, "/v1/projects/{project}:testIamPermissions", this::testIamPermissions)
                .on(HttpMethod.GET, "/v1/projects/{project}", this::project)
                .build()
                .and(Rest.host(Api.IAM.host(), access)
                        .on(HttpMethod.POST, "/v1/projects/{project}/serviceAccounts/{account}:testIamPermissions", this::testOnAccount)
                        .build())
                .and(Rest.host(Api.SERVICE_USAGE.host(), access)
                        .on(HttpMethod.GET, "/v1/projects/{project}/services:batchGet", this::services)
                        .build())
                .and(Rest.host(Api.ORG_POLICY.host(), access)
                        .on(HttpMethod.GET, "/v2/projects/{project}/policies/{constraint}:getEffectivePolicy", this::effectivePolicy)
                        .on(HttpMethod.GET, "/v2/projects/{project}/policies/{constraint}", this::ownPolicy)
                        .build())
                .and(Rest.host("artifactregistry.googleapis.com", access)
                        .on(HttpMethod.GET, "/v1/projects/{project}/locations/{location}/repositories/{repository}:getIamPolicy",
                                this::registryPolicy)
                        .build());
    }

    /** Needs no permission itself, only a project to ask about. */
    private Object testIamPermissions(ServerRequest request, Caller caller) throws ServletException, IOException {
        access.requireApi(caller, Api.RESOURCE_MANAGER);
        var asked = Optional.ofNullable(Rest.body(request, Permissions.class).permissions()).orElse(List.of());
        if (asked.size() > 100) {
            throw GoogleFault.invalid("Too many permissions: " + asked.size() + " (max 100).");
        }
        var held = access.held(caller, visible(request, caller), asked);
        return held.isEmpty() ? Map.of() : new Permissions(held);
    }

    /** Needs no permission itself either. Only acting as the nodes is ever granted on an account. */
    private Object testOnAccount(ServerRequest request, Caller caller) throws ServletException, IOException {
        access.requireApi(caller, Api.IAM);
        var project = visible(request, caller);
        var account = request.pathVariable("account");
        if (onboarding.identities().stream().noneMatch(identity -> account.equals(project.account(identity.account())))) {
            throw GoogleFault.notFound("Unknown service account");
        }
        var asked = Optional.ofNullable(Rest.body(request, Permissions.class).permissions()).orElse(List.of());
        var held = asked.contains(Access.ACT_AS) && account.equals(project.account("portal-nodes")) && access.actsAsNodes(caller, project);
        return held ? new Permissions(List.of(Access.ACT_AS)) : Map.of();
    }

    private Object project(ServerRequest request, Caller caller) {
        access.requireApi(caller, Api.RESOURCE_MANAGER);
        var project = visible(request, caller);
        if (!access.holds(caller, project, "resourcemanager.projects.get")) {
            throw callerLacks(request);
        }
        return Map.of("projectNumber", String.valueOf(project.number()), "projectId", project.id(), "lifecycleState", "ACTIVE",
                "name", project.name(), "createTime", "2025-02-11T09:24:31.512Z");
    }

    private Object services(ServerRequest request, Caller caller) {
        access.requireApi(caller, Api.SERVICE_USAGE);
        var project = visible(request, caller);
        for (var permission : List.of("serviceusage.services.get", "serviceusage.services.list")) {
            if (!access.holds(caller, project, permission)) {
                throw Access.denied(permission, "projects/" + project.id());
            }
        }
        var names = request.params().getOrDefault("names", List.of());
        if (names.size() > 30) {
            throw GoogleFault.invalid("The number of service names is " + names.size() + ", the limit is 30.");
        }
        return Map.of("services", names.stream().map(name -> service(project, name)).toList());
    }

    private Map<String, Object> service(Project project, String name) {
        var api = name.substring(name.lastIndexOf('/') + 1);
        var on = onboarding.apiNames().contains(api) && !project.apisOff().contains(api);
        return Map.of("name", "projects/" + project.number() + "/services/" + api, "parent", "projects/" + project.number(),
                "config", Map.of("name", api), "state", on ? "ENABLED" : "DISABLED");
    }

    private Object effectivePolicy(ServerRequest request, Caller caller) {
        return policy(withPolicies(request, caller), request.pathVariable("constraint"));
    }

    /** The world knows no organisation above its projects: every policy is a project's own. */
    private Object ownPolicy(ServerRequest request, Caller caller) {
        var project = withPolicies(request, caller);
        var constraint = request.pathVariable("constraint");
        if (!project.policies().containsKey(constraint)) {
            throw GoogleFault.notFound("Requested entity was not found.");
        }
        return policy(project, constraint);
    }

    private Project withPolicies(ServerRequest request, Caller caller) {
        access.requireApi(caller, Api.ORG_POLICY);
        var project = visible(request, caller);
        if (!access.holds(caller, project, "orgpolicy.policy.get")) {
            throw Access.denied("orgpolicy.policy.get", "projects/" + project.id());
        }
        return project;
    }

    private static Object policy(Project project, String constraint) {
        var rule = rule(Optional.ofNullable(project.policies().get(constraint)));
        return Map.of("name", "projects/" + project.number() + "/policies/" + constraint, "spec", Map.of("rules", List.of(rule)));
    }

    private static Map<String, Object> rule(Optional<Policy> policy) {
        if (policy.isEmpty()) {
            return Map.of("enforce", false);
        }
        var set = policy.get();
        if (set.denyAll()) {
            return Map.of("denyAll", true);
        }
        if (set.allowed().isEmpty() && set.denied().isEmpty()) {
            return Map.of("enforce", set.enforced());
        }
        var values = new LinkedHashMap<String, Object>();
        if (!set.allowed().isEmpty()) {
            values.put("allowedValues", set.allowed());
        }
        if (!set.denied().isEmpty()) {
            values.put("deniedValues", set.denied());
        }
        return Map.of("values", values);
    }

    /** The vendor's own registry, asked by the portal as itself. */
    private Object registryPolicy(ServerRequest request, Caller caller) {
        var vendor = world.vendor();
        var repository = "projects/%s/locations/%s/repositories/%s".formatted(request.pathVariable("project"),
                request.pathVariable("location"), request.pathVariable("repository"));
        var ours = "projects/%s/locations/%s/repositories/%s".formatted(vendor.project(), vendor.location(), vendor.repository());
        if (!repository.equals(ours) || !access.isPortal(caller)) {
            throw Access.denied("artifactregistry.repositories.getIamPolicy", repository);
        }
        var readers = world.projects().stream().filter(Project::mayPull)
                .map(project -> "serviceAccount:" + project.account("portal-nodes")).sorted().toList();
        return Map.of("version", 1, "etag", "BwYgr3hEVuA=",
                "bindings", List.of(Map.of("role", "roles/artifactregistry.reader", "members", readers)));
    }

    /** Google does not tell strangers whether a project exists. */
    private Project visible(ServerRequest request, Caller caller) {
        var id = request.pathVariable("project");
        var own = access.impersonated(caller.email()).map(who -> who.project().id().equals(id)).orElse(false);
        return world.project(id).filter(project -> own).orElseThrow(() -> callerLacks(request));
    }

    private static GoogleFault callerLacks(ServerRequest request) {
        return GoogleFault.of(Code.PERMISSION_DENIED, "The caller does not have permission", "IAM_PERMISSION_DENIED",
                "iam.googleapis.com", Map.of("resource", "projects/" + request.pathVariable("project")));
    }

    private record Permissions(List<String> permissions) {}
}

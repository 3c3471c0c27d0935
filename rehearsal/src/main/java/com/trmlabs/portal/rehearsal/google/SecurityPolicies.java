package com.trmlabs.portal.rehearsal.google;

import com.google.rpc.Code;
import com.trmlabs.portal.rehearsal.google.Access.Api;
import com.trmlabs.portal.rehearsal.google.Access.Caller;
import com.trmlabs.portal.rehearsal.state.Folder;
import com.trmlabs.portal.rehearsal.world.Project;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.core.type.TypeReference;

/** Cloud Armor: global security policies, their rules, and the operations that change them. */
final class SecurityPolicies {

    private static final String FILE = "security-policies.json";
    private static final int LAST = Integer.MAX_VALUE;
    private static final int MOST_RANGES = 10;

    private final Folder folder;
    private final Access access;
    private final Clock clock;
    private final Duration takes;
    private final Map<String, Policy> policies = new HashMap<>();
    private final Map<String, Operation> operations = new HashMap<>();

    /** @param takes how long an operation runs; its effect is there at once */
    SecurityPolicies(Folder folder, Access access, Clock clock, Duration takes) {
        this.folder = folder;
        this.access = access;
        this.clock = clock;
        this.takes = takes;
        folder.read(FILE, new TypeReference<Kept>() {}).ifPresent(kept -> {
            policies.putAll(kept.policies());
            operations.putAll(kept.operations());
        });
    }

    RouterFunction<ServerResponse> routes() {
        var all = "/compute/v1/projects/{project}/global/securityPolicies";
        var one = all + "/{policy}";
        return Rest.compute(access)
                .on(HttpMethod.POST, all, this::insert)
                .on(HttpMethod.GET, one, this::get)
                .on(HttpMethod.PATCH, one, this::patch)
                .on(HttpMethod.DELETE, one, this::delete)
                .on(HttpMethod.POST, one + "/addRule", this::addRule)
                .on(HttpMethod.POST, one + "/patchRule", this::patchRule)
                .on(HttpMethod.POST, one + "/removeRule", this::removeRule)
                .on(HttpMethod.GET, "/compute/v1/projects/{project}/global/operations/{operation}", this::operation)
                .build();
    }

    private synchronized Object insert(ServerRequest request, Caller caller) throws ServletException, IOException {
        var body = Rest.body(request, Policy.class);
        var project = allowed(request, caller, "create", "global/securityPolicies/" + body.name());
        if (body.name() == null || !body.name().matches("[a-z]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw GoogleFault.invalid("Invalid value for field 'resource.name': '" + body.name()
                    + "'. Must be a match of regex '(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)'");
        }
        if (policies.containsKey(project.id() + "/" + body.name())) {
            throw GoogleFault.of(Code.ALREADY_EXISTS,
                    "The resource 'projects/" + project.id() + "/" + path(body.name()) + "' already exists");
        }
        var rules = new ArrayList<>(Optional.ofNullable(body.rules()).orElse(List.of()));
        rules.forEach(SecurityPolicies::check);
        if (rules.stream().noneMatch(rule -> rule.priority() == LAST)) {
            rules.add(new Rule("compute#securityPolicyRule", "default rule", LAST,
                    new Match("SRC_IPS_V1", new Config(List.of("*"))), "allow", false));
        }
        return keep(project, new Policy("compute#securityPolicy", Compute.id(project, path(body.name())), body.name(),
                body.description(), Optional.ofNullable(body.type()).orElse("CLOUD_ARMOR"), rules, null, null), "insert", caller);
    }

    private synchronized Object get(ServerRequest request, Caller caller) {
        var project = allowed(request, caller, "get", path(request.pathVariable("policy")));
        return existing(request, project);
    }

    /** Changes the description; rules have calls of their own. */
    private synchronized Object patch(ServerRequest request, Caller caller) throws ServletException, IOException {
        var project = allowed(request, caller, "update", path(request.pathVariable("policy")));
        var before = existing(request, project);
        var body = Rest.body(request, Policy.class);
        if (body.fingerprint() == null || !body.fingerprint().equals(before.fingerprint())) {
            throw GoogleFault.of(Code.FAILED_PRECONDITION, "Invalid fingerprint.");
        }
        if (body.rules() != null && !body.rules().equals(before.rules())) {
            throw GoogleFault.invalid("Invalid value for field 'resource.rules': ''. Rules cannot be changed by patch; use addRule, patchRule and removeRule.");
        }
        var description = Optional.ofNullable(body.description()).orElse(before.description());
        return keep(project, new Policy(before.kind(), before.id(), before.name(), description, before.type(), before.rules(), null, null),
                "patch", caller);
    }

    private synchronized Object delete(ServerRequest request, Caller caller) {
        var project = allowed(request, caller, "delete", path(request.pathVariable("policy")));
        var policy = existing(request, project);
        policies.remove(project.id() + "/" + policy.name());
        return started(project, policy.name(), "delete", caller);
    }

    private synchronized Object addRule(ServerRequest request, Caller caller) throws ServletException, IOException {
        var project = allowed(request, caller, "update", path(request.pathVariable("policy")));
        var policy = existing(request, project);
        var rule = Rest.body(request, Rule.class);
        check(rule);
        if (policy.rules().stream().anyMatch(other -> other.priority() == rule.priority())) {
            throw GoogleFault.invalid("Invalid value for field 'resource.priority': '" + rule.priority()
                    + "'. Cannot have rules with the same priorities.");
        }
        var rules = new ArrayList<>(policy.rules());
        rules.add(rule);
        return keep(project, policy.with(rules), "addRule", caller);
    }

    private synchronized Object patchRule(ServerRequest request, Caller caller) throws ServletException, IOException {
        var project = allowed(request, caller, "update", path(request.pathVariable("policy")));
        var policy = existing(request, project);
        int priority = priority(request);
        var rule = Rest.body(request, Rule.class);
        check(rule);
        if (rule.priority() != priority || policy.rules().stream().noneMatch(other -> other.priority() == priority)) {
            throw GoogleFault.invalid("Invalid value for field 'priority': '" + priority + "'. The priority does not match an existing rule.");
        }
        return keep(project, policy.with(policy.rules().stream().map(other -> other.priority() == priority ? rule : other).toList()), "patchRule", caller);
    }

    private static int priority(ServerRequest request) {
        return request.param("priority").filter(text -> text.matches("\\d{1,10}")).map(Long::parseLong).map(priority -> (int) Math.min(priority, LAST)).orElse(LAST);
    }

    private synchronized Object removeRule(ServerRequest request, Caller caller) {
        var project = allowed(request, caller, "update", path(request.pathVariable("policy")));
        var policy = existing(request, project);
        int priority = priority(request);
        var rules = new ArrayList<>(policy.rules());
        if (priority == LAST || !rules.removeIf(rule -> rule.priority() == priority)) {
            throw GoogleFault.invalid("Invalid value for field 'priority': '" + priority
                    + "'. The priority does not match an existing rule, or the default rule, which stays.");
        }
        return keep(project, policy.with(rules), "removeRule", caller);
    }

    private synchronized Object operation(ServerRequest request, Caller caller) {
        var id = request.pathVariable("project");
        var name = request.pathVariable("operation");
        var project = access.require(caller, id, Api.COMPUTE, "compute.globalOperations.get",
                Compute.lacks("compute.globalOperations.get", "projects/" + id + "/global/operations/" + name));
        var operation = operations.get(project.id() + "/" + name);
        if (operation == null) {
            throw Compute.missing(project, "global/operations/" + name);
        }
        return body(project, operation);
    }

    private Policy keep(Project project, Policy changed) {
        var sorted = changed.rules().stream().sorted(Comparator.comparingInt(Rule::priority)).toList();
        var link = Compute.link(project, path(changed.name()));
        var bare = new Policy(changed.kind(), changed.id(), changed.name(), changed.description(), changed.type(), sorted, null, link);
        var hash = Integer.toHexString(bare.hashCode());
        var fingerprint = Base64.getEncoder().encodeToString(hash.getBytes(StandardCharsets.US_ASCII));
        var kept = new Policy(bare.kind(), bare.id(), bare.name(), bare.description(), bare.type(), sorted, fingerprint, link);
        policies.put(project.id() + "/" + kept.name(), kept);
        return kept;
    }

    private Object keep(Project project, Policy changed, String verb, Caller caller) {
        return started(project, keep(project, changed).name(), verb, caller);
    }

    private Object started(Project project, String policy, String verb, Caller caller) {
        var now = clock.instant();
        var operation = new Operation("operation-" + now.toEpochMilli() + "-" + UUID.randomUUID(), verb, policy, caller.email(), now,
                now.plus(takes));
        operations.values().removeIf(old -> old.ends().isBefore(now.minus(Duration.ofDays(1))));
        operations.put(project.id() + "/" + operation.name(), operation);
        folder.write(FILE, new Kept(policies, operations));
        return body(project, operation);
    }

    private Map<String, Object> body(Project project, Operation operation) {
        var done = !operation.ends().isAfter(clock.instant());
        return Map.of("kind", "compute#operation", "id", Compute.id(project, operation.name()), "name", operation.name(),
                "operationType", operation.verb(), "targetLink", Compute.link(project, path(operation.policy())), "user", operation.user(),
                "status", done ? "DONE" : "RUNNING", "progress", done ? 100 : 0, "insertTime", operation.started().toString(),
                "selfLink", Compute.link(project, "global/operations/" + operation.name()));
    }

    private Policy existing(ServerRequest request, Project project) {
        var name = request.pathVariable("policy");
        var policy = policies.get(project.id() + "/" + name);
        if (policy == null) {
            throw Compute.missing(project, path(name));
        }
        return policy;
    }

    private Project allowed(ServerRequest request, Caller caller, String verb, String path) {
        var project = request.pathVariable("project");
        var permission = "compute.securityPolicies." + verb;
        return access.require(caller, project, Api.COMPUTE, permission, Compute.lacks(permission, "projects/" + project + "/" + path));
    }

    private static void check(Rule rule) {
        if (!List.of("allow", "deny(403)", "deny(404)", "deny(502)").contains(rule.action())) {
            throw GoogleFault.invalid("Invalid value for field 'resource.action': '" + rule.action() + "'.");
        }
        var ranges = Optional.ofNullable(rule.match()).map(Match::config).map(Config::srcIpRanges).map(List::size).orElse(0);
        if (ranges < 1 || ranges > MOST_RANGES) {
            throw GoogleFault.invalid("Invalid value for field 'resource.match.config.srcIpRanges': a rule has 1 to " + MOST_RANGES + " IP ranges.");
        }
    }

    private static String path(String policy) {
        return "global/securityPolicies/" + policy;
    }

    private record Kept(Map<String, Policy> policies, Map<String, Operation> operations) {}

    private record Policy(String kind, String id, @Nullable String name, @Nullable String description, String type, List<Rule> rules,
            @Nullable String fingerprint, @Nullable String selfLink) {

        Policy with(List<Rule> rules) {
            return new Policy(kind, id, name, description, type, rules, null, null);
        }
    }

    private record Rule(String kind, String description, int priority, @Nullable Match match, String action, boolean preview) {}

    private record Match(String versionedExpr, @Nullable Config config) {}

    private record Config(@Nullable List<String> srcIpRanges) {}

    private record Operation(String name, String verb, String policy, String user, Instant started, Instant ends) {}
}

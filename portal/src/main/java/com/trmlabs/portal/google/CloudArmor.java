package com.trmlabs.portal.google;

import static com.trmlabs.portal.google.GoogleProjects.compute;
import static com.trmlabs.portal.google.GoogleRest.encoded;

import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.google.GoogleRest.Caller;
import com.trmlabs.portal.kernel.Cidr;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.service.spi.EdgePolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Cloud Armor policies: rules that let up to ten blocks in each, before a last one that denies. */
@Component
class CloudArmor implements EdgePolicies {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String HOST = "compute.googleapis.com";
    private static final String OURS = "Managed by the Customer Cloud Portal";
    private static final int BLOCKS_A_RULE = 10;
    private static final int FIRST = 1000;
    private static final int LAST = Integer.MAX_VALUE;

    private final GoogleRest rest;
    /** Operations that this replica has started; another one is told by Google that the policy is busy. */
    private final Map<String, String> running = new ConcurrentHashMap<>();

    CloudArmor(GoogleRest rest) {
        this.rest = rest;
    }

    /** One rule. @param blocks what it matches; {@code *} is everything */
    private record Rule(int priority, String action, Set<String> blocks) {

        static Rule of(JsonNode node) {
            if (!node.at("/match/versionedExpr").asString("").equals("SRC_IPS_V1") || node.path("preview").asBoolean(false)) {
                throw new CloudFault.Rejected("Somebody else has put a rule into the policy (priority " + node.path("priority").asInt()
                        + "), which is no plain list of addresses. Have it removed.", null);
            }
            return new Rule(node.path("priority").asInt(), node.path("action").asString(""), node.at("/match/config/srcIpRanges").valueStream()
                    .map(JsonNode::asString).collect(Collectors.toCollection(TreeSet::new)));
        }

        boolean lets(Set<String> wanted) {
            return action.equals("allow") && blocks.equals(wanted);
        }

        ObjectNode json() {
            var json = JSON.createObjectNode().put("priority", priority).put("action", action).put("description", OURS);
            var ranges = json.putObject("match").put("versionedExpr", "SRC_IPS_V1").putObject("config").putArray("srcIpRanges");
            blocks.forEach(ranges::add);
            return json;
        }
    }

    @Override
    public Optional<List<Cidr>> allowed(ProjectId project, String policy) {
        return rest.get(rest.as(project, CloudIdentity.READ), HOST, path(project, policy))
                .map(found -> rules(found).stream().filter(rule -> rule.action().equals("allow"))
                        .flatMap(rule -> rule.blocks().stream()).map(CloudArmor::cidr).distinct().toList());
    }

    @Override
    public void allow(ProjectId project, String policy, List<Cidr> blocks) {
        var caller = rest.as(project, CloudIdentity.RUN);
        awaitRunning(caller, project, policy);
        var wanted = portions(blocks);
        var found = rest.get(caller, HOST, path(project, policy));
        if (found.isEmpty()) {
            start(caller, project, policy, compute(project) + "/global/securityPolicies", created(policy, wanted));
            return;
        }
        refuseForeign(policy, found.get());
        while (change(caller, project, policy, rules(rest.get(caller, HOST, path(project, policy)).orElseThrow(() -> gone(policy))), wanted)) {
            // each change has ended, or this has been left with a fault that says to come back
        }
    }

    /** Makes the next change that is due: first lets in, then denies the rest, then shuts out. */
    private boolean change(Caller caller, ProjectId project, String policy, List<Rule> rules, List<Set<String>> wanted) {
        var path = path(project, policy);
        var missing = wanted.stream().filter(some -> rules.stream().noneMatch(rule -> rule.lets(some))).findFirst();
        if (missing.isPresent()) {
            start(caller, project, policy, path + "/addRule", new Rule(free(rules), "allow", missing.get()).json());
            return true;
        }
        if (rules.stream().anyMatch(rule -> rule.priority() == LAST && rule.action().equals("allow"))) {
            start(caller, project, policy, path + "/patchRule?priority=" + LAST, deny().json());
            return true;
        }
        var extra = rules.stream().filter(rule -> rule.priority() != LAST && wanted.stream().noneMatch(rule::lets)).findFirst();
        extra.ifPresent(rule -> start(caller, project, policy, path + "/removeRule?priority=" + rule.priority(), JSON.createObjectNode()));
        return extra.isPresent();
    }

    @Override
    public void delete(ProjectId project, String policy) {
        var caller = rest.as(project, CloudIdentity.RUN);
        awaitRunning(caller, project, policy);
        rest.get(caller, HOST, path(project, policy)).ifPresent(found -> {
            refuseForeign(policy, found);
            rest.delete(caller, HOST, path(project, policy)).ifPresent(operation -> begun(caller, project, policy, operation));
        });
    }

    private void start(Caller caller, ProjectId project, String policy, String path, JsonNode body) {
        begun(caller, project, policy, rest.post(caller, HOST, path, body).orElseThrow(() -> gone(policy)));
    }

    private void begun(Caller caller, ProjectId project, String policy, JsonNode operation) {
        running.put(project + "/" + policy, operation.path("name").asString(""));
        awaitRunning(caller, project, policy);
    }

    /** Looks once whether the last change has ended; waiting is for the caller. */
    private void awaitRunning(Caller caller, ProjectId project, String policy) {
        var name = running.get(project + "/" + policy);
        if (name == null) {
            return;
        }
        var operation = rest.get(caller, HOST, compute(project) + "/global/operations/" + encoded(name));
        if (operation.filter(found -> !found.path("status").asString("").equals("DONE")).isPresent()) {
            throw new CloudFault.Unreachable("Google still works on the policy " + policy + ".", null);
        }
        running.remove(project + "/" + policy);
        operation.map(found -> found.at("/error/errors/0/message").asString("")).filter(error -> !error.isEmpty()).ifPresent(error -> {
            throw new CloudFault.Rejected("The policy " + policy + " could not be changed: " + error, null);
        });
    }

    private static void refuseForeign(String policy, JsonNode found) {
        if (!found.path("description").asString("").equals(OURS)) {
            throw new CloudFault.Rejected("There is a policy " + policy + " that the portal has not made; it is left alone.", null);
        }
    }

    private static CloudFault gone(String policy) {
        return new CloudFault.Unreachable("The policy " + policy + " was removed in the meantime.", null);
    }

    private static List<Rule> rules(JsonNode policy) {
        return policy.path("rules").valueStream().map(Rule::of).toList();
    }

    private static ObjectNode created(String policy, List<Set<String>> wanted) {
        var body = JSON.createObjectNode().put("name", policy).put("description", OURS).put("type", "CLOUD_ARMOR");
        var rules = body.putArray("rules");
        IntStream.range(0, wanted.size()).mapToObj(i -> new Rule(FIRST + i, "allow", wanted.get(i))).map(Rule::json).forEach(rules::add);
        rules.add(deny().json());
        return body;
    }

    private static Rule deny() {
        return new Rule(LAST, "deny(403)", Set.of("*"));
    }

    private static int free(List<Rule> rules) {
        return IntStream.iterate(FIRST, priority -> priority + 1)
                .filter(priority -> rules.stream().noneMatch(rule -> rule.priority() == priority)).findFirst().orElseThrow();
    }

    private static List<Set<String>> portions(List<Cidr> blocks) {
        var sorted = List.copyOf(blocks.stream().map(Cidr::value).collect(Collectors.toCollection(TreeSet::new)));
        var portions = new ArrayList<Set<String>>();
        for (int from = 0; from < sorted.size(); from += BLOCKS_A_RULE) {
            portions.add(new TreeSet<>(sorted.subList(from, Math.min(sorted.size(), from + BLOCKS_A_RULE))));
        }
        return portions;
    }

    private static Cidr cidr(String range) {
        return new Cidr(range.equals("*") ? "0.0.0.0/0" : range.contains("/") ? range : range + "/32");
    }

    private static String path(ProjectId project, String policy) {
        return compute(project) + "/global/securityPolicies/" + encoded(policy);
    }
}

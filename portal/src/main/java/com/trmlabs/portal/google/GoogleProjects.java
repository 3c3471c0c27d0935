package com.trmlabs.portal.google;

import static com.trmlabs.portal.google.GoogleRest.encoded;

import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.customer.spi.CloudProjects;
import com.trmlabs.portal.google.GoogleRest.Caller;
import com.trmlabs.portal.kernel.Cidr;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What preflight asks, by Google's REST APIs, as the identity that only reads. */
@Component
class GoogleProjects implements CloudProjects {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String COMPUTE = "compute.googleapis.com";
    private static final int PERMISSIONS_A_CALL = 100;
    private static final int APIS_A_CALL = 30;
    private static final Set<String> PULLING = Set.of("roles/artifactregistry.reader", "roles/artifactregistry.writer",
            "roles/artifactregistry.repoAdmin", "roles/artifactregistry.admin");

    private final GoogleSettings settings;
    private final GoogleRest rest;

    GoogleProjects(GoogleSettings settings, GoogleRest rest) {
        this.settings = settings;
        this.rest = rest;
    }

    @Override
    public Set<String> missingPermissions(ProjectId project, CloudIdentity identity, Set<String> permissions) {
        var missing = new TreeSet<>(permissions);
        for (var some : portions(permissions, PERMISSIONS_A_CALL)) {
            var question = JSON.createObjectNode();
            some.forEach(question.putArray("permissions")::add);
            var answer = found(project, rest.post(rest.as(project, identity), "cloudresourcemanager.googleapis.com",
                    "/v1/projects/" + project + ":testIamPermissions", question));
            answer.path("permissions").forEach(held -> missing.remove(held.asString()));
        }
        return missing;
    }

    @Override
    public Optional<Boolean> mayActAs(ProjectId project, CloudIdentity identity, String account) {
        var question = JSON.createObjectNode();
        question.putArray("permissions").add("iam.serviceAccounts.actAs");
        return rest.post(rest.as(project, identity), "iam.googleapis.com",
                "/v1/projects/" + project + "/serviceAccounts/" + encoded(account) + ":testIamPermissions", question)
                .map(answer -> !answer.path("permissions").isEmpty());
    }

    @Override
    public Set<String> disabledApis(ProjectId project, Set<String> apis) {
        var disabled = new TreeSet<>(apis);
        for (var some : portions(apis, APIS_A_CALL)) {
            var names = some.stream().map(api -> "names=" + encoded("projects/" + project + "/services/" + api)).collect(Collectors.joining("&"));
            var answer = found(project, rest.get(reading(project), "serviceusage.googleapis.com",
                    "/v1/projects/" + project + "/services:batchGet?" + names));
            answer.path("services").valueStream().filter(service -> service.path("state").asString("").equals("ENABLED"))
                    .forEach(service -> disabled.remove(last(service.path("name").asString(""))));
        }
        return disabled;
    }

    @Override
    public List<Quota> quotas(ProjectId project, String region) {
        return listedAt(project, inRegion(project, region));
    }

    @Override
    public List<Quota> quotas(ProjectId project) {
        return listedAt(project, compute(project));
    }

    private List<Quota> listedAt(ProjectId project, String path) {
        return found(project, rest.get(reading(project), COMPUTE, path)).path("quotas").valueStream()
                .map(quota -> new Quota(quota.path("metric").asString(""), quota.path("limit").asDouble(0), quota.path("usage").asDouble(0)))
                .toList();
    }

    @Override
    public Optional<MachineType> machineType(ProjectId project, String zone, String name) {
        return rest.get(reading(project), COMPUTE, compute(project) + "/zones/" + encoded(zone) + "/machineTypes/" + encoded(name))
                .map(type -> new MachineType(type.path("name").asString(""), type.path("guestCpus").asInt(0), type.path("memoryMb").asInt(0)));
    }

    @Override
    public List<Subnet> subnets(ProjectId project, String region) {
        var subnets = new ArrayList<Subnet>();
        var page = "";
        do {
            var answer = found(project, rest.get(reading(project), COMPUTE,
                    inRegion(project, region) + "/subnetworks?maxResults=500&pageToken=" + encoded(page)));
            answer.path("items").valueStream().filter(subnet -> subnet.hasNonNull("ipCidrRange")).map(GoogleProjects::subnet).forEach(subnets::add);
            page = answer.path("nextPageToken").asString("");
        } while (!page.isEmpty());
        return subnets;
    }

    private static Subnet subnet(JsonNode subnet) {
        var secondary = new HashMap<String, Cidr>();
        subnet.path("secondaryIpRanges").forEach(range ->
                secondary.put(range.path("rangeName").asString(""), new Cidr(range.path("ipCidrRange").asString(""))));
        return new Subnet(subnet.path("name").asString(""), last(subnet.path("network").asString("")),
                new Cidr(subnet.path("ipCidrRange").asString("")), Map.copyOf(secondary), subnet.path("privateIpGoogleAccess").asBoolean(false));
    }

    @Override
    public OrganisationPolicy policy(ProjectId project, String constraint) {
        var rules = rest.get(reading(project), "orgpolicy.googleapis.com", policyPath(project, constraint) + ":getEffectivePolicy")
                .map(policy -> policy.at("/spec/rules").valueStream().toList()).orElse(List.of());
        var enforced = rules.stream().anyMatch(rule -> rule.path("enforce").asBoolean(false) || rule.path("denyAll").asBoolean(false));
        return new OrganisationPolicy(enforced, values(rules, "allowedValues"), values(rules, "deniedValues"));
    }

    @Override
    public boolean hasOwnPolicy(ProjectId project, String constraint) {
        return rest.get(reading(project), "orgpolicy.googleapis.com", policyPath(project, constraint)).isPresent();
    }

    private static String policyPath(ProjectId project, String constraint) {
        return "/v2/projects/" + project + "/policies/" + encoded(last(constraint));
    }

    private static List<String> values(List<JsonNode> rules, String name) {
        return rules.stream().flatMap(rule -> rule.path("values").path(name).valueStream()).map(JsonNode::asString).toList();
    }

    @Override
    public Optional<String> registryRefusal(ProjectId project) {
        if (settings.registry() == null) {
            throw new CloudFault.Rejected("Our registry is not set: portal.google.registry.", null);
        }
        var policy = rest.get(rest.asPortal(), "artifactregistry.googleapis.com", "/v1/" + settings.registry() + ":getIamPolicy")
                .orElseThrow(() -> new CloudFault.Rejected("There is no registry " + settings.registry() + ".", null));
        var nodes = "portal-nodes@" + project + ".iam.gserviceaccount.com";
        var readers = policy.path("bindings").valueStream()
                .filter(binding -> PULLING.contains(binding.path("role").asString("")) && !binding.hasNonNull("condition"))
                .flatMap(binding -> binding.path("members").valueStream()).map(JsonNode::asString).collect(Collectors.toSet());
        return readers.contains("serviceAccount:" + nodes) || readers.contains("allUsers") || readers.contains("allAuthenticatedUsers")
                ? Optional.empty()
                : Optional.of(nodes + " may not read our registry " + settings.registry() + ".");
    }

    private Caller reading(ProjectId project) {
        return rest.as(project, CloudIdentity.READ);
    }

    private static JsonNode found(ProjectId project, Optional<JsonNode> answer) {
        return answer.orElseThrow(() -> new CloudFault.Rejected("Google finds no such thing in the project " + project + ".", null));
    }

    static String compute(ProjectId project) {
        return "/compute/v1/projects/" + project;
    }

    private static String inRegion(ProjectId project, String region) {
        return compute(project) + "/regions/" + encoded(region);
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static List<List<String>> portions(Collection<String> all, int size) {
        var sorted = List.copyOf(new TreeSet<>(all));
        var portions = new ArrayList<List<String>>();
        for (int from = 0; from < sorted.size(); from += size) {
            portions.add(sorted.subList(from, Math.min(sorted.size(), from + size)));
        }
        return portions;
    }
}

package com.trmlabs.portal.service;

import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.Difference;
import com.trmlabs.portal.change.Difference.Action;
import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.ObjectDiff;
import com.trmlabs.portal.change.ObjectRef;
import com.trmlabs.portal.change.spi.KubernetesClusters;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.change.spi.KubernetesFault;
import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.change.spi.Plan.Impact;
import com.trmlabs.portal.cluster.ClusterEndpoints;
import com.trmlabs.portal.cluster.ClusterPlan;
import com.trmlabs.portal.cluster.ClusterPlanning;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.customer.ProjectNetworks;
import com.trmlabs.portal.inputs.CidrList;
import com.trmlabs.portal.kernel.Cidr;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.service.Rendering.Rendered;
import com.trmlabs.portal.service.Rendering.Surroundings;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import com.trmlabs.portal.service.spi.EdgePolicies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns a proposal into the steps that bring a service from what is live to what is asked for, and the steps back. */
@Component
class ServicePlanner {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_LOST = 3;

    private final Rendering rendering;
    private final KubernetesClusters clusters;
    private final ServiceStore services;
    private final EdgePolicies policies;
    private final ClusterEndpoints endpoints;
    private final ProjectNetworks networks;

    ServicePlanner(Rendering rendering, KubernetesClusters clusters, ServiceStore services, EdgePolicies policies, ClusterEndpoints endpoints,
            ProjectNetworks networks) {
        this.rendering = rendering;
        this.clusters = clusters;
        this.services = services;
        this.policies = policies;
        this.endpoints = endpoints;
        this.networks = networks;
    }

    /** Against the live cluster. */
    Plan plan(Proposal proposal) {
        Connection read = clusters.connect(proposal.service().cluster(), CloudIdentity.READ);
        Connection run = clusters.connect(proposal.service().cluster(), CloudIdentity.RUN);
        ProjectId project = endpoints.of(proposal.service().cluster()).project();
        Rendered rendered = rendering.render(proposal, new Surroundings(insisting(Connection::version).apply(read),
                insisting(read::known).apply(rendering.optionalKinds(proposal)), networks.nodeRange(project)));
        return assemble(proposal, rendered, insisting(read::get), insisting(run::dryRun), policy -> policies.allowed(project, policy));
    }

    /** A plan takes dozens of calls; one that gets lost is made again at once, so that a bad network does not keep plans from being made. */
    private static <A, B> Function<A, B> insisting(Function<A, B> call) {
        return argument -> {
            for (int lost = 0; ; lost++) {
                try {
                    return call.apply(argument);
                } catch (KubernetesFault.Unreachable fault) {
                    if (lost == MOST_LOST) {
                        throw fault;
                    }
                }
            }
        };
    }

    /** For a cluster that is not there yet: everything is new. */
    Plan planForNewCluster(Proposal proposal, ClusterPlan cluster, String kubernetesVersion) {
        Rendered rendered = rendering.render(proposal, new Surroundings(kubernetesVersion, ClusterPlanning.OPTIONAL_KINDS,
                networks.nodeRange(cluster.project())));
        return assemble(proposal, rendered, ref -> Optional.empty(), Function.identity(), policy -> Optional.empty());
    }

    private Plan assemble(Proposal proposal, Rendered rendered, Function<ObjectRef, Optional<KubeObject>> live,
            Function<KubeObject, KubeObject> dryRun, Function<String, Optional<List<Cidr>>> allowed) {
        Optional<Service> before = services.findById(proposal.service().toString());
        Map<ObjectRef, KubeObject> applied = before.map(Service::objects).orElse(List.of())
                .stream().collect(Collectors.toMap(KubeObject::ref, Function.identity()));
        Draft draft = new Draft(proposal, rendered, applied);
        Map<String, Optional<KubeObject>> spaces = new LinkedHashMap<>();
        rendered.namespaces().forEach(space -> spaces.put(space.ref().name(), live.apply(space.ref())));
        rendered.namespaces().forEach(space -> draft.want(space, spaces.get(space.ref().name()), dryRun));
        rendered.edge().ifPresent(edge -> draft.edge(edge, allowed.apply(edge.policy())));
        Set<ObjectRef> wanted = rendered.objects().stream().map(KubeObject::ref).collect(Collectors.toSet());
        Map<Boolean, List<ObjectRef>> unwanted = applied.keySet().stream().filter(ref -> !wanted.contains(ref) && !ref.kind().equals("Namespace"))
                .collect(Collectors.partitioningBy(ref -> ref.kind().equals("Job")));
        // First, and so put back last: a Job of before, made anew, works once more on what it finds put back.
        unwanted.get(true).forEach(ref -> live.apply(ref).ifPresent(object -> draft.unwant(object, applied.get(ref))));
        rendered.objects().forEach(object -> draft.want(object,
                spaces.getOrDefault(object.ref().namespace().orElse(""), Optional.empty()).flatMap(space -> live.apply(object.ref())), dryRun));
        draft.verify();
        unwanted.get(false).forEach(ref -> live.apply(ref).ifPresent(object -> draft.unwant(object, applied.get(ref))));
        before.flatMap(service -> rendering.edge(ServiceRequest.read(ChangeKind.CONFIGURE, service.request()))).filter(edge -> rendered.edge().isEmpty())
                .ifPresent(edge -> allowed.apply(edge.policy()).ifPresent(blocks -> draft.noEdge(edge.policy(), blocks)));
        return draft.plan();
    }

    /** Collects the steps of one plan. */
    private static final class Draft {

        private final Proposal proposal;
        private final Rendered rendered;
        private final Map<ObjectRef, KubeObject> applied;
        private final ImpactRules rules;
        private final List<Plan.Step> steps = new ArrayList<>();
        private final List<Plan.Step> back = new ArrayList<>();
        private final List<Difference> differences = new ArrayList<>();
        private final Map<String, ObjectNode> basis = new LinkedHashMap<>();
        private final ArrayNode objects = JSON.createArrayNode();
        private final Map<ObjectRef, Impact> rollouts = new HashMap<>();
        /** Steps that alter what was there before. */
        private final Map<ObjectRef, Integer> there = new HashMap<>();

        Draft(Proposal proposal, Rendered rendered, Map<ObjectRef, KubeObject> applied) {
            this.proposal = proposal;
            this.rendered = rendered;
            this.applied = applied;
            this.rules = new ImpactRules(rendered.type().name(), rendered.type().descriptor().path("impact"));
        }

        void want(KubeObject desired, Optional<KubeObject> live, Function<KubeObject, KubeObject> dryRun) {
            objects.add(desired.tree());
            live.ifPresent(object -> basis.put(object.ref().toString(), Basis.of(object, desired)));
            List<String> foreign = live.map(object -> ObjectDiff.foreignManagers(object, "portal")).orElse(List.of());
            List<ObjectDiff.Entry> entries = live.map(object -> ObjectDiff.between(object, dryRun.apply(desired)))
                    .orElseGet(() -> ObjectDiff.between(null, desired));
            Action action = live.isEmpty() ? Action.NEW : entries.isEmpty() ? Action.UNCHANGED : Action.CHANGED;
            differences.add(new Difference(action, desired.ref().toString(), entries.stream().map(ObjectDiff.Entry::field).toList(), foreign));
            if (action != Action.UNCHANGED) {
                apply(desired, live, action, entries, foreign);
            }
        }

        private void apply(KubeObject desired, Optional<KubeObject> live, Action action, List<ObjectDiff.Entry> entries, List<String> foreign) {
            ObjectRef ref = desired.ref();
            Impact impact = rules.of(ref.kind(), action, entries, "apply " + ref.kind() + " " + rendered.type().name());
            String taking = action == Action.CHANGED && !foreign.isEmpty() ? ", over what " + String.join(", ", foreign) + " set" : "";
            ObjectNode params = step();
            params.set("object", desired.tree());
            params.put("force", action == Action.CHANGED);
            steps.add(new Plan.Step("kubernetes.apply", "Apply " + ref + taking, params, impact));
            rollouts.put(ref, impact);
            live.ifPresent(object -> there.put(ref, steps.size()));
            goBack(ref, live, Optional.ofNullable(applied.get(ref)).or(() -> live.map(object -> Basis.projected(object, desired))), steps.size());
        }

        private void goBack(ObjectRef ref, Optional<KubeObject> live, Optional<KubeObject> before, int position) {
            Impact none = undoing(ref.kind());
            ObjectNode params = step();
            if (live.isPresent() && before.isPresent()) {
                params.set("object", before.get().tree());
                params.put("force", true);
                back.addFirst(new Plan.Step("kubernetes.apply", "Put back " + ref, params, none).undoing(position));
            } else if (!ref.kind().equals("Namespace")) {
                back.addFirst(new Plan.Step("kubernetes.remove", "Remove " + ref, reference(params, ref), none).undoing(position));
            }
        }

        void unwant(KubeObject live, KubeObject before) {
            ObjectRef ref = live.ref();
            basis.put(ref.toString(), Basis.of(live, before));
            differences.add(new Difference(Action.DELETED, ref.toString(), List.of(), ObjectDiff.foreignManagers(live, "portal")));
            Impact impact = rules.of(ref.kind(), Action.DELETED, List.of(), "remove " + ref.kind() + " " + rendered.type().name());
            steps.add(new Plan.Step("kubernetes.remove", "Remove " + ref, reference(step(), ref), impact));
            goBack(ref, Optional.of(live), Optional.of(before), steps.size());
            if (ref.kind().equals("Job")) {
                verifyBack(ref, steps.size());
            }
        }

        /** External clients are let in by a policy at Google; it is brought in line before the objects that name it. */
        void edge(Rendering.Edge edge, Optional<List<Cidr>> live) {
            live.ifPresent(blocks -> rest(edge.policy(), blocks));
            if (live.filter(blocks -> texts(blocks).equals(texts(edge.blocks()))).isPresent()) {
                return;
            }
            Difference.Field list = new Difference.Field("allowed", live.map(blocks -> texts(blocks).toString()), Optional.of(texts(edge.blocks()).toString()), false);
            differences.add(new Difference(live.isEmpty() ? Action.NEW : Action.CHANGED, object(edge.policy()), List.of(list), List.of()));
            String type = rendered.type().name();
            steps.add(new Plan.Step("edge.allow", "Let in %d address blocks from outside".formatted(edge.blocks().size()), policy(edge.policy(), edge.blocks()),
                    new Impact("Addresses taken off the list lose access within seconds", type + ".edge", "edge " + type, live.isEmpty() ? 0 : 2)));
            live.ifPresentOrElse(blocks -> letInAgain(edge.policy(), blocks), () -> back.addFirst(new Plan.Step("edge.remove", "Remove the policy " + edge.policy(),
                    step().put("policy", edge.policy()), undoing("edge")).undoing(steps.size())));
        }

        /** No external clients any more: the policy goes away after the objects that name it. */
        void noEdge(String policy, List<Cidr> live) {
            rest(policy, live);
            differences.add(new Difference(Action.DELETED, object(policy), List.of(), List.of()));
            String type = rendered.type().name();
            steps.add(new Plan.Step("edge.remove", "Remove the policy " + policy, step().put("policy", policy),
                    new Impact("No interruption: nothing names it any more", type + ".edge", "remove edge " + type, 0)));
            letInAgain(policy, live);
        }

        private void rest(String policy, List<Cidr> live) {
            basis.put(object(policy), JSON.createObjectNode().set("allowed", texts(live)));
        }

        private static String object(String policy) {
            return "Cloud Armor policy " + policy;
        }

        private void letInAgain(String policy, List<Cidr> blocks) {
            back.addFirst(new Plan.Step("edge.allow", "Let in the %d address blocks of before".formatted(blocks.size()), policy(policy, blocks),
                    undoing("edge")).undoing(steps.size()));
        }

        private ObjectNode policy(String name, List<Cidr> blocks) {
            return step().put("policy", name).set("blocks", texts(blocks));
        }

        /** Of a step back that undoes the last step so far. */
        private Impact undoing(String what) {
            String type = rendered.type().name();
            return new Impact("Undoes step " + steps.size(), type + ".way-back", "back " + what + " " + type, 0);
        }

        private static ArrayNode texts(List<Cidr> blocks) {
            ArrayNode texts = JSON.createArrayNode();
            blocks.stream().map(Cidr::value).sorted().forEach(texts::add);
            return texts;
        }

        void verify() {
            if (steps.isEmpty()) {
                return;
            }
            String type = rendered.type().name();
            workloads().forEach(ref -> {
                ObjectNode params = reference(step(), ref);
                minimum().filter(min -> ref.kind().equals("Deployment")).ifPresent(min -> params.put("minReplicas", min));
                Impact impact = Optional.ofNullable(rollouts.get(ref)).map(of -> new Impact(of.sentence(), of.rule(), "rollout " + type, Math.max(1, of.weight())))
                        .orElse(new Impact("No interruption: nothing restarts", type + ".no-effect", "verify " + type, 0));
                steps.add(new Plan.Step("kubernetes.rollout", "Verify " + ref + ": observed revision, then health", params, impact));
                if (there.containsKey(ref)) {
                    verifyBack(ref, there.get(ref));
                }
            });
            rendered.type().descriptor().at("/health/checks").forEach(check -> steps.add(health(check.asString(), type)));
        }

        private void verifyBack(ObjectRef ref, int position) {
            String type = rendered.type().name();
            back.add(new Plan.Step("kubernetes.rollout", "Verify " + ref + " as before", reference(step(), ref),
                    new Impact("The pods of before serve", type + ".way-back", "back rollout " + type, 0)).undoing(position));
        }

        private Plan.Step health(String check, String type) {
            ObjectNode params = step().put("check", check);
            ArrayNode refs = params.putArray("workloads");
            workloads().forEach(ref -> refs.add(reference(ref)));
            return new Plan.Step("service.health", "Verify the health of " + type, params,
                    new Impact("No interruption: only asks", type + ".no-effect", "health " + type, 0));
        }

        /** In the order of the descriptor; what this rendering does not have is left out. */
        private List<ObjectRef> workloads() {
            return rendered.type().descriptor().at("/health/workloads").valueStream()
                    .flatMap(wanted -> rendered.objects().stream().map(KubeObject::ref).filter(ref -> fits(wanted, ref))).distinct().toList();
        }

        /** @param wanted a kind, and a name that may end in an asterisk, or none */
        private static boolean fits(JsonNode wanted, ObjectRef ref) {
            String name = wanted.path("name").asString("*");
            return wanted.path("kind").asString("").equals(ref.kind())
                    && (name.endsWith("*") ? ref.name().startsWith(name.substring(0, name.length() - 1)) : ref.name().equals(name));
        }

        private Optional<Integer> minimum() {
            String inputs = rendered.type().descriptor().at("/values/inputs").asString("");
            String pointer = rendered.type().descriptor().at("/values/replicas/min").asString("");
            return pointer.startsWith(inputs) && !pointer.isEmpty()
                    ? Optional.of(proposal.inputs().at(pointer.substring(inputs.length())).asInt(1)) : Optional.empty();
        }

        private ObjectNode step() {
            return JSON.createObjectNode().put("cluster", proposal.service().cluster().value());
        }

        private static ObjectNode reference(ObjectNode params, ObjectRef ref) {
            return params.set("ref", reference(ref));
        }

        private static ObjectNode reference(ObjectRef ref) {
            ObjectNode node = JSON.createObjectNode().put("apiVersion", ref.apiVersion()).put("kind", ref.kind()).put("name", ref.name());
            ref.namespace().ifPresent(namespace -> node.put("namespace", namespace));
            return node;
        }

        Plan plan() {
            ObjectNode facts = JSON.createObjectNode();
            facts.put("service", proposal.service().toString());
            facts.putObject("release").put("version", rendered.release().version()).put("chart", rendered.release().chart().value())
                    .set("images", images());
            facts.set("request", ServiceRequest.write(proposal));
            Optional.of(reasons()).filter(reasons -> !reasons.isEmpty()).ifPresent(reasons -> facts.set("reasons", reasons));
            facts.set("objects", objects);
            return new Plan(facts, steps, back, differences, basis, safePoint(), wayBack());
        }

        private String wayBack() {
            String does = applied.isEmpty() ? "Automatic: removes what this change made" : "Automatic at each step: puts back what ran before";
            String spaces = rollouts.keySet().stream().filter(ref -> ref.kind().equals("Namespace") && !there.containsKey(ref)).map(ObjectRef::toString)
                    .sorted().collect(Collectors.joining(", "));
            return does + (spaces.isEmpty() ? "" : ", except " + spaces + ": namespaces are never deleted");
        }

        /** Nothing that such a plan does reaches into volumes, which outlive their StatefulSets. */
        private String safePoint() {
            boolean keepsData = rendered.objects().stream().anyMatch(object -> !object.at("/spec/volumeClaimTemplates").isEmpty());
            return !keepsData ? "None needed: no data" : applied.isEmpty() ? "None needed: no data yet" : "None taken: no step touches a volume";
        }

        /** Why everybody may call, for the lists that let everybody in. */
        private ArrayNode reasons() {
            ArrayNode reasons = JSON.createArrayNode();
            rendered.type().descriptor().at("/values/allowLists").forEach(list -> {
                List<String> blocks = input(list.path("list")).valueStream().map(JsonNode::asString).toList();
                boolean counts = !list.has("when") || input(list.path("when")).asBoolean(false);
                if (counts && CidrList.isEverybody(blocks)) {
                    String title = rendered.type().inputs().at("/properties/" + list.path("path").asString("") + "/title").asString(rendered.type().title());
                    reasons.add(title + ": every address is let in, because: " + input(list.path("reason")).asString("").strip());
                }
            });
            return reasons;
        }

        private JsonNode input(JsonNode pointer) {
            return Rendering.input(rendered.type(), proposal, pointer);
        }

        private ObjectNode images() {
            ObjectNode images = JSON.createObjectNode();
            rendered.release().images().forEach((role, image) -> images.put(role, image.toString()));
            return images;
        }
    }
}

package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The level "restricted" of the pod security standards, in the real server's order and words. */
final class PodSecurity {

    private static final Set<String> VOLUMES = Set.of("configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim",
            "projected", "secret");
    private static final List<String> PROFILES = List.of("RuntimeDefault", "Localhost");

    private final ObjectNode spec;
    private final List<ObjectNode> containers;
    private final List<String> violations = new ArrayList<>();

    private PodSecurity(ObjectNode spec) {
        this.spec = spec;
        containers = Stream.of("initContainers", "containers").flatMap(list -> Json.objects(spec, list).stream()).toList();
    }

    /** Why a pod may not be in a namespace that enforces the level. */
    static Optional<String> violation(ObjectNode spec) {
        var security = new PodSecurity(spec);
        security.host();
        security.escalation();
        security.capabilities();
        security.volumes();
        security.root();
        security.profile();
        return security.violations.isEmpty() ? Optional.empty()
                : Optional.of("violates PodSecurity \"restricted:latest\": " + String.join(", ", security.violations));
    }

    private void host() {
        var shared = Stream.of("hostNetwork", "hostPID", "hostIPC").filter(field -> isTrue(spec.path(field))).map(field -> field + "=true").toList();
        violated("host namespaces", shared, String.join(", ", shared));
        var open = named(container -> !ports(container).isEmpty());
        var ports = containers.stream().flatMap(container -> ports(container).stream()).collect(Collectors.toCollection(TreeSet::new));
        violated("hostPort", open, "%s %s %s %s".formatted(containers(open), open.size() == 1 ? "uses" : "use",
                ports.size() == 1 ? "hostPort" : "hostPorts", String.join(", ", ports)));
        var privileged = named(container -> isTrue(security(container, "privileged")));
        violated("privileged", privileged, containers(privileged) + " must not set securityContext.privileged=true");
    }

    private static List<String> ports(ObjectNode container) {
        return Json.objects(container, "ports").stream().filter(port -> port.path("hostPort").asInt(0) != 0).map(port -> port.get("hostPort").asString()).toList();
    }

    private void escalation() {
        var able = named(container -> !isFalse(security(container, "allowPrivilegeEscalation")));
        violated("allowPrivilegeEscalation != false", able, containers(able) + " must set securityContext.allowPrivilegeEscalation=false");
    }

    private void capabilities() {
        var keeping = named(container -> !texts(security(container, "capabilities.drop")).contains("ALL"));
        var adding = named(container -> !added(container).isEmpty());
        var added = containers.stream().flatMap(container -> added(container).stream()).collect(Collectors.toCollection(TreeSet::new));
        var details = new ArrayList<String>();
        if (!keeping.isEmpty()) {
            details.add(containers(keeping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
        }
        if (!adding.isEmpty()) {
            details.add(containers(adding) + " must not include " + quoted(added) + " in securityContext.capabilities.add");
        }
        violated("unrestricted capabilities", details, String.join("; ", details));
    }

    private static List<String> added(ObjectNode container) {
        return texts(security(container, "capabilities.add")).stream().filter(capability -> !capability.equals("NET_BIND_SERVICE")).toList();
    }

    private void volumes() {
        var bad = Json.objects(spec, "volumes").stream().filter(volume -> VOLUMES.stream().noneMatch(volume::has)).toList();
        var types = bad.stream().flatMap(volume -> volume.propertyNames().stream()).filter(field -> !field.equals("name"))
                .collect(Collectors.toCollection(TreeSet::new));
        violated("restricted volume types", bad, "%s %s %s %s %s".formatted(bad.size() == 1 ? "volume" : "volumes",
                quoted(bad.stream().map(volume -> Json.text(volume, "name")).toList()), bad.size() == 1 ? "uses" : "use",
                types.size() == 1 ? "restricted volume type" : "restricted volume types", quoted(types)));
    }

    private void root() {
        var field = "runAsNonRoot";
        require("runAsNonRoot != true", field, named(container -> isFalse(security(container, field))), isFalse(security(spec, field)),
                isTrue(security(spec, field)), " must not set securityContext.runAsNonRoot=false", " must set securityContext.runAsNonRoot=true");
        var root = setters(isRoot(spec), named(PodSecurity::isRoot));
        violated("runAsUser=0", root, String.join(" and ", root) + " must not set runAsUser=0");
    }

    private static boolean isRoot(ObjectNode holder) {
        var user = security(holder, "runAsUser");
        return user.isNumber() && user.asInt() == 0;
    }

    private void profile() {
        var type = "seccompProfile.type";
        var ofPod = security(spec, type);
        var bad = Stream.concat(Stream.of(spec), containers.stream()).map(holder -> security(holder, type)).filter(PodSecurity::isOtherProfile)
                .map(JsonNode::asString).collect(Collectors.toCollection(TreeSet::new));
        require("seccompProfile", type, named(container -> isOtherProfile(security(container, type))), isOtherProfile(ofPod),
                ofPod.isString() && !isOtherProfile(ofPod), " must not set securityContext.seccompProfile.type to " + quoted(bad),
                " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"");
    }

    private static boolean isOtherProfile(JsonNode type) {
        return type.isString() && !PROFILES.contains(type.asString());
    }

    /** What the pod may set for its containers: nobody may set it wrongly, and somebody has to set it. */
    private void require(String reason, String field, List<String> wrong, boolean wrongInPod, boolean rightInPod, String mustNot, String must) {
        var setters = setters(wrongInPod, wrong);
        if (!setters.isEmpty()) {
            violated(reason, setters, String.join(" and ", setters) + mustNot);
            return;
        }
        var silent = named(container -> !rightInPod && security(container, field).isMissingNode());
        violated(reason, silent, "pod or " + containers(silent) + must);
    }

    private static List<String> setters(boolean pod, List<String> containers) {
        return Stream.concat(pod ? Stream.of("pod") : Stream.empty(), containers.isEmpty() ? Stream.empty() : Stream.of(containers(containers))).toList();
    }

    private void violated(String reason, Collection<?> culprits, String detail) {
        if (!culprits.isEmpty()) {
            violations.add(reason + " (" + detail + ")");
        }
    }

    private List<String> named(Predicate<ObjectNode> which) {
        return containers.stream().filter(which).map(container -> Json.text(container, "name")).toList();
    }

    private static String containers(List<String> names) {
        return (names.size() == 1 ? "container " : "containers ") + quoted(names);
    }

    private static String quoted(Collection<String> words) {
        return words.stream().map(word -> '"' + word + '"').collect(Collectors.joining(", "));
    }

    private static JsonNode security(ObjectNode holder, String field) {
        return Json.at(holder, "securityContext." + field);
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }

    private static boolean isTrue(JsonNode value) {
        return value.asBoolean(false);
    }

    private static boolean isFalse(JsonNode value) {
        return !value.asBoolean(true);
    }
}

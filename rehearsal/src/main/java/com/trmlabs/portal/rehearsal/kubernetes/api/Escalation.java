package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.store.Key;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Nobody hands out rights that they do not hold, unless they hold the right to bind the role, or to escalate it. */
final class Escalation {

    private static final String GROUP = "rbac.authorization.k8s.io";

    private final Rights rights;

    Escalation(Rights rights) {
        this.rights = rights;
    }

    /** @throws ApiError when the object is a role or a binding that gives more than the user has */
    void refuse(User user, Key key, ObjectNode object) {
        boolean binding = List.of("RoleBinding", "ClusterRoleBinding").contains(key.kind().kind());
        boolean role = List.of("Role", "ClusterRole").contains(key.kind().kind());
        if (user.isAdmin() || !binding && !role || rights.allows(user, binding ? bind(key, object) : escalate(key))) {
            return;
        }
        var granted = binding
                ? rights.role(object, key.namespace()).orElseThrow(() -> ApiError.notFound(key.kind(), Json.text(object, "roleRef.name")))
                : Json.items(object, "rules");
        var missing = missing(rights.rules(user, key.namespace()).toList(), granted);
        if (!missing.isEmpty()) {
            var groups = user.groups().stream().map(group -> '"' + group + '"').collect(Collectors.joining(" ", "[", "]"));
            throw ApiError.forbidden(key.kind(), key.name(), "user \"" + user.name() + "\" (groups=" + groups
                    + ") is attempting to grant RBAC permissions not currently held:\n" + missing);
        }
    }

    private static Rights.Wish bind(Key key, ObjectNode binding) {
        var resource = Json.text(binding, "roleRef.kind").equals("ClusterRole") ? "clusterroles" : "roles";
        return new Rights.Wish("bind", GROUP, resource, key.namespace(), Json.text(binding, "roleRef.name"));
    }

    private static Rights.Wish escalate(Key key) {
        return new Rights.Wish("escalate", GROUP, key.kind().plural(), key.namespace(), key.name());
    }

    /** One line for each resource, as the real server writes them. */
    private static String missing(List<JsonNode> held, List<JsonNode> granted) {
        Map<String, String> verbs = new LinkedHashMap<>();
        Stream.concat(granted.stream().flatMap(rule -> resources(held, rule)), granted.stream().flatMap(rule -> paths(held, rule)))
                .distinct().forEach(right -> verbs.merge(right.on(), right.verb(), (one, other) -> one + " " + other));
        return verbs.entrySet().stream().map(right -> "{" + right.getKey() + ", Verbs:[" + right.getValue() + "]}").sorted().collect(Collectors.joining("\n"));
    }

    private record Right(String on, String verb) {}

    private static Stream<Right> resources(List<JsonNode> held, JsonNode rule) {
        var names = texts(rule, "resourceNames").isEmpty() ? List.of("") : texts(rule, "resourceNames");
        return texts(rule, "apiGroups").stream().flatMap(group -> texts(rule, "resources").stream().flatMap(resource -> texts(rule, "verbs").stream()
                .flatMap(verb -> names.stream().map(name -> new Rights.Wish(verb, group, resource, "", name)))))
                .filter(wish -> held.stream().noneMatch(own -> Rights.covers(own, wish)))
                .map(wish -> new Right("APIGroups:[\"" + wish.group() + "\"], Resources:[\"" + wish.resource() + "\"]"
                        + (wish.name().isEmpty() ? "" : ", ResourceNames:[\"" + wish.name() + "\"]"), '"' + wish.verb() + '"'));
    }

    private static Stream<Right> paths(List<JsonNode> held, JsonNode rule) {
        return texts(rule, "nonResourceURLs").stream().flatMap(path -> texts(rule, "verbs").stream()
                .filter(verb -> held.stream().noneMatch(own -> Rights.coversPath(own, verb, path)))
                .map(verb -> new Right("NonResourceURLs:[\"" + path + "\"]", '"' + verb + '"')));
    }

    private static List<String> texts(JsonNode rule, String field) {
        return Json.items(rule, field).stream().map(JsonNode::asString).toList();
    }
}

package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.store.Key;
import com.trmlabs.portal.rehearsal.kubernetes.store.Kinds;
import com.trmlabs.portal.rehearsal.kubernetes.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Who may do what: the roles and bindings in the cluster, and what every cluster lets everybody do. */
final class Rights {

    private static final Set<String> PUBLIC_PATHS = Set.of("/healthz", "/livez", "/readyz", "/version", "/version/");
    private static final List<JsonNode> EVERYBODY = List.of(
            Json.read("""
                    {"verbs": ["create"], "apiGroups": ["authorization.k8s.io"], "resources": ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]}"""),
            Json.read("""
                    {"verbs": ["get"], "nonResourceURLs": ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/"]}"""));

    private final Store store;
    private final Kinds kinds;

    Rights(Store store, Kinds kinds) {
        this.store = store;
        this.kinds = kinds;
    }

    /** What somebody wants to do. @param resource with its subresource, for example pods/log */
    record Wish(String verb, String group, String resource, String namespace, String name) {

        String text(User user) {
            var place = namespace.isEmpty() ? "at the cluster scope" : "in the namespace \"" + namespace + "\"";
            return "User \"" + user.name() + "\" cannot " + verb + " resource \"" + resource + "\" in API group \"" + group + "\" " + place;
        }
    }

    boolean allows(User user, Wish wish) {
        return user.isAdmin() || rules(user, wish.namespace()).anyMatch(rule -> covers(rule, wish));
    }

    void requirePath(User user, String verb, String path) {
        boolean open = user.isAdmin() || PUBLIC_PATHS.contains(path)
                || rules(user, "").anyMatch(rule -> coversPath(rule, verb, path));
        if (!open) {
            throw ApiError.forbiddenPath("User \"" + user.name() + "\" cannot " + verb + " path \"" + path + "\"");
        }
    }

    /** All rules that hold for the user in the namespace. */
    Stream<JsonNode> rules(User user, String namespace) {
        var everywhere = store.list(kinds.named("ClusterRoleBinding"), "").stream();
        var here = namespace.isEmpty() ? Stream.<JsonNode>empty() : store.list(kinds.named("RoleBinding"), namespace).stream();
        var bound = Stream.concat(everywhere, here).filter(binding -> binds(binding, user)).flatMap(binding -> role(binding, namespace).stream().flatMap(List::stream));
        return user.groups().contains(User.EVERYBODY) ? Stream.concat(EVERYBODY.stream(), bound) : bound;
    }

    /** The rules of the role that a binding is to; absent when it is not there. */
    Optional<List<JsonNode>> role(JsonNode binding, String namespace) {
        var name = Json.text(binding, "roleRef.name");
        var key = Json.text(binding, "roleRef.kind").equals("ClusterRole")
                ? new Key(kinds.named("ClusterRole"), "", name)
                : new Key(kinds.named("Role"), namespace, name);
        return store.get(key).map(role -> Json.items(role, "rules"));
    }

    private static boolean binds(JsonNode binding, User user) {
        return Json.items(binding, "subjects").stream().anyMatch(subject -> switch (Json.text(subject, "kind")) {
            case "User" -> Json.text(subject, "name").equals(user.name());
            case "Group" -> user.groups().contains(Json.text(subject, "name"));
            case "ServiceAccount" -> user.name().equals(
                    "system:serviceaccount:" + Json.text(subject, "namespace") + ":" + Json.text(subject, "name"));
            default -> false;
        });
    }

    static boolean covers(JsonNode rule, Wish wish) {
        var names = Json.items(rule, "resourceNames");
        return has(rule, "verbs", wish.verb())
                && has(rule, "apiGroups", wish.group())
                && has(rule, "resources", wish.resource())
                && (names.isEmpty() || names.stream().anyMatch(name -> name.asString().equals(wish.name())));
    }

    static boolean coversPath(JsonNode rule, String verb, String path) {
        return has(rule, "verbs", verb) && Json.items(rule, "nonResourceURLs").stream().map(JsonNode::asString).anyMatch(pattern ->
                pattern.equals(path) || (pattern.endsWith("*") && path.startsWith(pattern.substring(0, pattern.length() - 1))));
    }

    private static boolean has(JsonNode rule, String list, String value) {
        return Json.items(rule, list).stream().map(JsonNode::asString).anyMatch(item -> item.equals("*") || item.equals(value));
    }
}

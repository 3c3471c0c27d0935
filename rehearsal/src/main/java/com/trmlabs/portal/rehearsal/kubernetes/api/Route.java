package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.store.ApiKind;
import com.trmlabs.portal.rehearsal.kubernetes.store.Key;
import com.trmlabs.portal.rehearsal.kubernetes.store.Kinds;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which objects a path is about. Namespace, name and subresource are empty where the path has none. */
record Route(ApiKind kind, String namespace, String name, String subresource) {

    /** Absent when the path is about no objects. */
    static Optional<Route> of(String path, Kinds kinds) {
        var steps = Arrays.stream(path.split("/")).skip(1).map(step -> URLDecoder.decode(step, StandardCharsets.UTF_8)).toList();
        if (steps.size() >= 3 && steps.getFirst().equals("api")) {
            return of("", steps.get(1), steps.subList(2, steps.size()), kinds);
        }
        if (steps.size() >= 4 && steps.getFirst().equals("apis")) {
            return of(steps.get(1), steps.get(2), steps.subList(3, steps.size()), kinds);
        }
        return Optional.empty();
    }

    private static Optional<Route> of(String group, String version, List<String> steps, Kinds kinds) {
        boolean inside = steps.size() >= 3 && steps.getFirst().equals("namespaces") && !steps.get(2).equals("status");
        var rest = inside ? steps.subList(2, steps.size()) : steps;
        var namespace = inside ? steps.get(1) : "";
        return kinds.byPlural(group, version, rest.getFirst())
                .map(kind -> new Route(kind, namespace, step(rest, 1), step(rest, 2)));
    }

    private static String step(List<String> steps, int index) {
        return index < steps.size() ? steps.get(index) : "";
    }

    Key key() {
        return new Key(kind, namespace, name);
    }

    /** What the role-based rules know the resource as. */
    String resource() {
        return subresource.isEmpty() ? kind.plural() : kind.plural() + "/" + subresource;
    }

    Rights.Wish wish(String verb) {
        return new Rights.Wish(verb, kind.group(), resource(), ruledIn(), name);
    }

    /** A namespace itself is ruled within itself. */
    private String ruledIn() {
        return kind.kind().equals("Namespace") ? name : namespace;
    }
}

package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.store.Key;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** The scale subresource: replicas, whatever the kind. */
final class Scales {

    private Scales() {}

    static ObjectNode of(ObjectNode object) {
        var scale = Json.of("kind", "Scale", "apiVersion", "autoscaling/v1");
        var metadata = scale.putObject("metadata");
        for (var field : new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
            metadata.set(field, Json.at(object, "metadata." + field));
        }
        scale.putObject("spec").put("replicas", Json.number(object, "spec.replicas"));
        var selector = Json.at(object, "spec.selector.matchLabels").properties().stream()
                .map(label -> label.getKey() + "=" + label.getValue().asString())
                .collect(Collectors.joining(","));
        scale.putObject("status").put("replicas", Json.number(object, "status.replicas")).put("selector", selector);
        return scale;
    }

    /** The change of the object that follows from a change of its scale. */
    static UnaryOperator<ObjectNode> through(Key key, UnaryOperator<ObjectNode> change) {
        return object -> {
            var scale = change.apply(of(object));
            int replicas = Json.number(scale, "spec.replicas");
            if (replicas < 0) {
                throw ApiError.invalid("autoscaling", "Scale", key.name(), List.of(
                        Cause.invalid("spec.replicas", replicas, "must be greater than or equal to 0")));
            }
            Json.in(object, "metadata").set("resourceVersion", Json.at(scale, "metadata.resourceVersion"));
            Json.in(object, "spec").put("replicas", replicas);
            return object;
        };
    }
}

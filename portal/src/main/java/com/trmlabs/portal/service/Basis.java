package com.trmlabs.portal.service;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.ObjectDiff;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What of a live object a plan rests on: all that somebody may have set on purpose, nothing that controllers count by themselves. */
final class Basis {

    private Basis() {}

    /** Annotations and replicas belong to controllers, unless the plan sets them. */
    static ObjectNode of(KubeObject live, KubeObject desired) {
        ObjectNode tree = ObjectDiff.significant(live);
        ObjectNode metadata = (ObjectNode) tree.get("metadata");
        metadata.remove("finalizers");
        JsonNode annotations = desired.at("/metadata/annotations");
        if (metadata.get("annotations") instanceof ObjectNode all) {
            all.propertyStream().map(Map.Entry::getKey).filter(key -> !annotations.has(key)).toList().forEach(all::remove);
        }
        if (desired.at("/spec/replicas").isMissingNode() && tree.get("spec") instanceof ObjectNode spec) {
            spec.remove("replicas");
        }
        return tree;
    }

    /** The live values of just the fields that {@code desired} sets: what an apply can put back. */
    static KubeObject projected(KubeObject live, KubeObject desired) {
        return new KubeObject((ObjectNode) project(live.tree(), desired.tree()));
    }

    private static JsonNode project(JsonNode live, JsonNode desired) {
        if (live instanceof ObjectNode from && desired instanceof ObjectNode wanted) {
            ObjectNode part = from.objectNode();
            wanted.propertyStream().filter(entry -> from.has(entry.getKey()))
                    .forEach(entry -> part.set(entry.getKey(), project(from.get(entry.getKey()), entry.getValue())));
            return part;
        }
        return live.deepCopy();
    }
}

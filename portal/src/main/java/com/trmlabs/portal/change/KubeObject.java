package com.trmlabs.portal.change;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One Kubernetes object as a JSON tree, with the names that everything needs. */
public record KubeObject(ObjectNode tree) {

    public KubeObject {
        for (String field : new String[] {"apiVersion", "kind", "metadata"}) {
            if (!tree.has(field)) {
                throw new IllegalArgumentException("A Kubernetes object needs " + field);
            }
        }
    }

    public ObjectRef ref() {
        return new ObjectRef(text("/apiVersion"), text("/kind"), optional("/metadata/namespace"), text("/metadata/name"));
    }

    public long generation() {
        return at("/metadata/generation").asLong(0);
    }

    public String uid() {
        return text("/metadata/uid");
    }

    /** Whether it says so itself, as pods and nodes do, by its condition Ready. */
    public boolean isReady() {
        return at("/status/conditions").valueStream()
                .anyMatch(condition -> condition.path("type").asString("").equals("Ready") && condition.path("status").asString("").equals("True"));
    }

    public JsonNode at(String pointer) {
        return tree.at(pointer);
    }

    /** The text at a JSON pointer, empty where nothing is. */
    public String text(String pointer) {
        return tree.at(pointer).asString("");
    }

    private Optional<String> optional(String pointer) {
        return Optional.of(text(pointer)).filter(text -> !text.isEmpty());
    }
}

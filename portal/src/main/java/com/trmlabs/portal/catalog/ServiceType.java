package com.trmlabs.portal.catalog;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Something that can be run, as its {@code service.yaml} describes it.
 *
 * @param name also the name of its folder and of its namespace: {@code api}
 * @param needsDatabase whether an install takes a binding
 * @param inputs the JSON Schema of its configuration, which the form is made from
 * @param descriptor the whole of service.yaml, for impact hints and health rules
 */
public record ServiceType(String name, String title, String description, boolean needsDatabase, JsonNode inputs, JsonNode descriptor) {

    /** Kinds that its chart uses where a cluster has them, as apiVersion/Kind, beside those that every cluster of ours has. */
    public List<String> optionalKinds() {
        return descriptor.path("optionalKinds").valueStream().map(JsonNode::asString).toList();
    }
}

package com.trmlabs.portal.catalog;

import tools.jackson.databind.JsonNode;

/**
 * Something that can be run, as its {@code service.yaml} describes it.
 *
 * @param name also the name of its folder and of its namespace: {@code api}
 * @param needsDatabase whether an install takes a binding
 * @param inputs the JSON Schema of its configuration, which the form is made from
 * @param descriptor the whole of service.yaml, for impact hints and health rules
 */
public record ServiceType(String name, String title, String description, boolean needsDatabase, JsonNode inputs, JsonNode descriptor) {}

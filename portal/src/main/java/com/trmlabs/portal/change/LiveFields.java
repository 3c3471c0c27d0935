package com.trmlabs.portal.change;

import com.trmlabs.portal.kernel.Fingerprint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was live when a change was planned: each object, of each of its fields by path the first digits of a digest. Enough to
 * tell later which field is another; the values themselves are not kept.
 */
record LiveFields(Map<String, Map<String, String>> objects) {

    private static final int DIGITS = 12;

    static LiveFields of(Map<String, ObjectNode> live) {
        Map<String, Map<String, String>> objects = new LinkedHashMap<>();
        live.forEach((object, state) -> objects.put(object, RequestFields.of(state).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, field -> digest(field.getValue()), (a, b) -> a, LinkedHashMap::new))));
        return new LiveFields(objects);
    }

    static String digest(String value) {
        return Fingerprint.of(value).hex().substring(0, DIGITS);
    }
}

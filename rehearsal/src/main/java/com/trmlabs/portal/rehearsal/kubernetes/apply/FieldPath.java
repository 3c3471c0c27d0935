package com.trmlabs.portal.rehearsal.kubernetes.apply;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.util.List;
import java.util.stream.Collectors;

/** Paths as people read them: {@code .spec.template.spec.containers[name="web"].image}. */
final class FieldPath {

    private FieldPath() {}

    static String text(List<String> path) {
        return path.stream().map(FieldPath::text).collect(Collectors.joining());
    }

    static String text(String step) {
        var rest = step.substring(2);
        return switch (step.charAt(0)) {
            case 'f' -> "." + rest;
            case 'k' -> Json.read(rest).properties().stream()
                    .map(key -> key.getKey() + "=" + key.getValue())
                    .collect(Collectors.joining(",", "[", "]"));
            default -> "[=" + rest + "]";
        };
    }
}

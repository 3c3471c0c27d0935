package com.trmlabs.portal.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Brings values down to what JSON carries without loss: text, true and false, whole numbers, lists, maps. */
final class Plain {

    private static final int TEXT_LIMIT = 4_000;
    private static final int LIST_LIMIT = 500;
    /** Beyond this a JSON number is not exact (RFC 8785 writes numbers as doubles). */
    private static final long EXACT = 1L << 53;

    private Plain() {}

    static Map<String, Object> fields(Map<String, ?> fields) {
        var plain = new LinkedHashMap<String, Object>();
        fields.forEach((name, value) -> plain.put(text(name), value(value)));
        return plain;
    }

    /** Without the one character that the database takes in no text. */
    static String text(String given) {
        String text = given.replace('\0', '\uFFFD');
        return text.length() <= TEXT_LIMIT ? text : text.substring(0, TEXT_LIMIT) + ".. (" + text.length() + " characters)";
    }

    private static Object value(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Boolean yes -> yes;
            case Integer number -> number;
            case Long number when Math.abs(number) <= EXACT -> number;
            case Optional<?> optional -> value(optional.orElse(null));
            case Collection<?> many -> list(many);
            case Map<?, ?> map -> map(map);
            default -> text(value.toString());
        };
    }

    private static List<Object> list(Collection<?> many) {
        var plain = new ArrayList<Object>(many.stream().limit(LIST_LIMIT).map(Plain::value).toList());
        if (many.size() > LIST_LIMIT) {
            plain.add(".. (" + many.size() + " entries)");
        }
        return plain;
    }

    private static Map<String, Object> map(Map<?, ?> map) {
        var named = new LinkedHashMap<String, Object>();
        map.forEach((name, value) -> named.put(String.valueOf(name), value));
        return fields(named);
    }
}

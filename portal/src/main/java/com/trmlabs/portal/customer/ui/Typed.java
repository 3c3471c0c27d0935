package com.trmlabs.portal.customer.ui;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** Reads what was typed and says, by key, what is wrong with it: the value objects' own words. */
public final class Typed {

    private final ObjectNode data;
    private final Map<String, String> problems = new LinkedHashMap<>();

    public Typed(ObjectNode data) {
        this.data = data;
    }

    public String text(String key) {
        return data.path(key).asString("").strip();
    }

    public List<String> list(String key) {
        return data.path(key).values().stream().map(one -> one.asString("")).toList();
    }

    /** A number, or what is impossible in every plan when there is none. */
    public int number(String key) {
        return data.path(key).asInt(-1);
    }

    public Typed required(String key, String otherwise) {
        return data.path(key).isNull() || data.path(key).isMissingNode() || data.path(key).isArray() && data.path(key).isEmpty()
                || data.path(key).isString() && text(key).isEmpty() ? problem(key, otherwise) : this;
    }

    /** Tries to make a value object of it; what that object says goes to the field. */
    public Typed valid(String key, Supplier<?> value) {
        if (!problems.containsKey(key)) {
            try {
                value.get();
            } catch (IllegalArgumentException wrong) {
                problem(key, String.valueOf(wrong.getMessage()));
            }
        }
        return this;
    }

    public Typed problem(String key, String message) {
        problems.putIfAbsent(key, message);
        return this;
    }

    /** Tries the whole only when its parts are right. */
    public Typed whole(String key, Supplier<?> value) {
        return problems.isEmpty() ? valid(key, value) : this;
    }

    public Map<String, String> problems() {
        return problems;
    }
}

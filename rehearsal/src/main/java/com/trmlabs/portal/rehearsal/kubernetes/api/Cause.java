package com.trmlabs.portal.rehearsal.kubernetes.api;

/**
 * One thing that is wrong with an object.
 *
 * @param reason FieldValueInvalid, FieldValueRequired, ...
 * @param field for example spec.selector
 */
record Cause(String reason, String message, String field) {

    static Cause invalid(String field, Object value, String detail) {
        return new Cause("FieldValueInvalid", "Invalid value: " + value + ": " + detail, field);
    }

    static Cause required(String field, String detail) {
        return new Cause("FieldValueRequired", "Required value" + (detail.isEmpty() ? "" : ": " + detail), field);
    }

    static Cause duplicate(String field, Object value) {
        return new Cause("FieldValueDuplicate", "Duplicate value: " + value, field);
    }

    static Cause notFound(String field, Object value) {
        return new Cause("FieldValueNotFound", "Not found: " + value, field);
    }

    static Cause notSupported(String field, Object value, String... supported) {
        return new Cause("FieldValueNotSupported",
                "Unsupported value: " + value + ": supported values: \"" + String.join("\", \"", supported) + "\"", field);
    }

    static Cause forbidden(String field, String detail) {
        return new Cause("FieldValueForbidden", "Forbidden: " + detail, field);
    }

    String text() {
        return field + ": " + message;
    }
}

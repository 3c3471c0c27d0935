package com.trmlabs.portal.rehearsal.kubernetes.apply;

/**
 * Who writes, and how: the key of an entry in managed fields.
 *
 * @param operation Apply or Update
 * @param version the API version; an applier stays the same one over versions
 * @param subresource status or scale; empty for the object itself
 */
public record Manager(String name, String operation, String version, String subresource) {

    static final String APPLY = "Apply";
    static final String UPDATE = "Update";

    public static Manager applying(String name, String version) {
        return new Manager(name, APPLY, version, "");
    }

    public static Manager updating(String name, String version, String subresource) {
        return new Manager(name, UPDATE, version, subresource);
    }

    boolean applies() {
        return operation.equals(APPLY);
    }

    boolean sameAs(Manager other) {
        return name.equals(other.name) && operation.equals(other.operation) && subresource.equals(other.subresource)
                && (applies() || version.equals(other.version));
    }

    /** As conflicts name it. */
    String text() {
        var place = subresource.isEmpty() ? "" : " with subresource \"" + subresource + "\"";
        return "\"" + name + "\"" + place + (applies() ? "" : " using " + version);
    }
}

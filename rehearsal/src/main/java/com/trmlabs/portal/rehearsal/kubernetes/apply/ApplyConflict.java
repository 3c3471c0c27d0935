package com.trmlabs.portal.rehearsal.kubernetes.apply;

import java.util.List;

/** An apply wants to change fields that others own. */
public final class ApplyConflict extends RuntimeException {

    private final transient List<Owned> fields;

    ApplyConflict(List<Owned> fields) {
        super("others own " + fields);
        this.fields = fields;
    }

    public List<Owned> fields() {
        return fields;
    }

    /** @param owner the manager as the real server names it, with its way of writing where that is not an apply */
    public record Owned(String field, String owner) {}
}

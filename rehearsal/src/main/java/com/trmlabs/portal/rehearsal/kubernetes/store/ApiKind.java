package com.trmlabs.portal.rehearsal.kubernetes.store;

import java.util.Set;

/**
 * A kind of object that the API server serves.
 *
 * @param type its type in the schema
 * @param traits namespaced, status and scale (subresources), generation (counts changes of the specification), google (one of
 *     Google's own), unstored (a question: answered, never kept)
 */
public record ApiKind(String group, String version, String kind, String plural, String type, Set<String> traits) {

    /** For example v1 or apps/v1. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** As error messages say it: deployments.apps. */
    public String resource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** As error messages say it: Deployment.apps. */
    public String qualifiedKind() {
        return group.isEmpty() ? kind : kind + "." + group;
    }

    public boolean namespaced() {
        return traits.contains("namespaced");
    }

    public boolean has(String trait) {
        return traits.contains(trait);
    }
}

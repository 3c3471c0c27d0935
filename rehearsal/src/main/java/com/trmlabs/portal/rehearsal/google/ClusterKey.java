package com.trmlabs.portal.rehearsal.google;

import java.util.regex.Pattern;

/** Which GKE cluster. */
public record ClusterKey(String project, String location, String name) {

    private static final Pattern PATH = Pattern.compile("projects/([^/]+)/locations/([^/]+)/clusters/([^/]+)(/.*)?");

    /** @param path of the cluster, or of something in it */
    static ClusterKey of(String path) {
        var match = PATH.matcher(path);
        if (!match.matches()) {
            throw GoogleFault.invalid("Invalid resource name \"" + path + "\".");
        }
        return new ClusterKey(match.group(1), match.group(2), match.group(3));
    }

    String path() {
        return "projects/" + project + "/locations/" + location + "/clusters/" + name;
    }

    /** As a name of a file or folder. */
    String file() {
        return project + "~" + location + "~" + name;
    }
}

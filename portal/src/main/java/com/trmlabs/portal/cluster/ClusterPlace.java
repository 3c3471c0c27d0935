package com.trmlabs.portal.cluster;

import com.trmlabs.portal.customer.CustomerDirectory.Project;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where in a project's network a cluster takes its addresses from, as its plan names and seals it. */
record ClusterPlace(String network, String subnet, String podRange, String serviceRange) {

    static ClusterPlace of(Project project) {
        return new ClusterPlace(project.network(), project.subnet(), project.podRange(), project.serviceRange());
    }

    static ClusterPlace read(JsonNode node) {
        return JsonMapper.shared().treeToValue(node, ClusterPlace.class);
    }

    JsonNode write() {
        return JsonMapper.shared().valueToTree(this);
    }
}

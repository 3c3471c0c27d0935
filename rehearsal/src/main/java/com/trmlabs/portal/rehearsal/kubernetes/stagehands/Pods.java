package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import tools.jackson.databind.node.ObjectNode;

/** Makes pods from templates. */
final class Pods {

    private Pods() {}

    static ObjectNode from(ObjectNode owner, ObjectNode template) {
        var pod = Scene.child(owner, "v1", "Pod");
        var metadata = Json.in(pod, "metadata").put("generateName", Scene.name(owner) + "-");
        for (var field : new String[] {"labels", "annotations"}) {
            if (Json.has(template, "metadata." + field)) {
                metadata.set(field, Json.at(template, "metadata." + field).deepCopy());
            }
        }
        pod.set("spec", Json.at(template, "spec").deepCopy());
        return pod;
    }
}

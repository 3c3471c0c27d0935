package com.trmlabs.portal.service;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.kernel.Refusal;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A chart can name images of its own; a tag among them could mean something else tomorrow than on the day of the approval. */
final class PinnedImages {

    private static final String PINNED = "[^@\\s]+@sha256:[0-9a-f]{64}";
    private static final List<String> CONTAINERS = List.of("containers", "initContainers", "ephemeralContainers");

    private PinnedImages() {}

    private record Use(String by, String image) {}

    static void check(List<KubeObject> objects) {
        objects.forEach(object -> uses(object.tree()).filter(use -> !use.image().matches(PINNED)).findFirst().ifPresent(use -> {
            throw new Refusal("In %s the %s has the image '%s', which is not pinned by its digest and could be another one after the approval. "
                    .formatted(object.ref(), use.by(), use.image())
                    + "Publish a release whose chart names it as repository@sha256:.. and choose that release.");
        }));
    }

    private static Stream<Use> uses(JsonNode node) {
        Stream<Use> own = node.propertyStream().flatMap(field -> ofPod(field.getKey(), field.getValue()));
        return Stream.concat(own, node.valueStream().filter(JsonNode::isContainer).flatMap(PinnedImages::uses));
    }

    private static Stream<Use> ofPod(String field, JsonNode list) {
        if (CONTAINERS.contains(field)) {
            return list.valueStream().filter(JsonNode::isObject)
                    .map(container -> new Use("container " + container.path("name").asString(""), container.path("image").asString("")));
        }
        return field.equals("volumes") ? list.valueStream().filter(volume -> volume.has("image"))
                .map(volume -> new Use("volume " + volume.path("name").asString(""), volume.at("/image/reference").asString(""))) : Stream.empty();
    }
}

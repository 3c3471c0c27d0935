package com.trmlabs.portal.realparts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The portal's own image, built from its Dockerfile on the Java of this machine, and run with no more than docker-compose.yml grants: nothing
 * to write but /tmp, no capability.
 */
record PortalImage(String name, String id) {

    /** Where the suite on the cluster is run; images are built there. */
    static boolean canBeBuilt() {
        return System.getenv("CI") != null || System.getenv("KUBECONFIG") != null && "root".equals(System.getProperty("user.name"));
    }

    static PortalImage build(String id) {
        return new PortalImage(Command.run(Map.of(), "deploy/image").strip(), id);
    }

    String[] command(Map<String, String> environment) {
        var words = new ArrayList<>(List.of("rehearsal/cluster/image", "run", id, name));
        environment.forEach((variable, value) -> words.add(variable + "=" + value));
        return words.toArray(String[]::new);
    }

    /** What a command in the running container prints; as the portal's own user. */
    String inside(String... words) {
        return Command.run(Map.of(), Stream.concat(Stream.of("runc", "exec", id), Stream.of(words)).toArray(String[]::new)).strip();
    }

    /** The command of its HEALTHCHECK. */
    String[] healthCheck() {
        JsonNode all = new JsonMapper().readTree(Command.run(Map.of("STORAGE_DRIVER", "overlay"), "buildah", "inspect", "--type", "image", name));
        return StreamSupport.stream(all.at("/Docker/config/Healthcheck/Test").spliterator(), false).skip(1).map(JsonNode::asString).toArray(String[]::new);
    }
}

package com.trmlabs.portal.realparts;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * docker-compose.yml as docker compose understands it, its services moved from containers to ports of this machine.
 *
 * @param moved by what the names that containers have for each other are replaced
 */
record Compose(JsonNode file, Map<String, String> moved) {

    static Compose read(Map<String, String> environment, Map<String, String> moved) {
        return new Compose(new YAMLMapper().readTree(Command.run(environment, "deploy/compose/config")), moved);
    }

    Map<String, String> environment(String service) {
        return file.at("/services/" + service + "/environment").properties().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> move(entry.getValue().asString())));
    }

    List<String> command(String service) {
        return StreamSupport.stream(file.at("/services/" + service + "/command").spliterator(), false).map(JsonNode::asString).toList();
    }

    private String move(String value) {
        for (var name : moved.entrySet()) {
            value = value.replace(name.getKey(), name.getValue());
        }
        return value;
    }
}

package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Quantity;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** What is checked of a pod's specification, wherever it stands. */
final class PodRules {

    private final Problems problems;
    private final Set<String> volumes;
    private final Set<String> names = new HashSet<>();

    private PodRules(Problems problems, Set<String> volumes) {
        this.problems = problems;
        this.volumes = volumes;
    }

    /** @param path of the specification, with a dot at its end */
    static void check(ObjectNode spec, String path, Problems problems) {
        var volumes = Json.objects(spec, "volumes").stream().map(volume -> Json.text(volume, "name")).collect(Collectors.toSet());
        var rules = new PodRules(problems, volumes);
        var containers = Json.objects(spec, "containers");
        if (containers.isEmpty()) {
            problems.add(Cause.required(path + "containers", ""));
        }
        for (var list : new String[] {"containers", "initContainers"}) {
            int index = 0;
            for (var container : Json.objects(spec, list)) {
                rules.container(container, path + list + "[" + index++ + "].");
            }
        }
    }

    private void container(ObjectNode container, String path) {
        problems.required(container, "name", path);
        problems.required(container, "image", path);
        var name = Json.text(container, "name");
        if (!name.isEmpty() && !names.add(name)) {
            problems.add(Cause.duplicate(path + "name", '"' + name + '"'));
        }
        ports(container, path);
        variables(container, path);
        mounts(container, path);
        amounts(container, path);
    }

    private void ports(ObjectNode container, String path) {
        int index = 0;
        for (var port : Json.objects(container, "ports")) {
            problems.port(port.path("containerPort"), path + "ports[" + index++ + "].containerPort");
        }
    }

    private void variables(ObjectNode container, String path) {
        int index = 0;
        for (var variable : Json.objects(container, "env")) {
            problems.required(variable, "name", path + "env[" + index++ + "].");
        }
    }

    private void mounts(ObjectNode container, String path) {
        int index = 0;
        for (var mount : Json.objects(container, "volumeMounts")) {
            var name = Json.text(mount, "name");
            if (!volumes.contains(name)) {
                problems.add(Cause.notFound(path + "volumeMounts[" + index + "].name", '"' + name + '"'));
            }
            index++;
        }
    }

    private void amounts(ObjectNode container, String path) {
        var limits = Json.at(container, "resources.limits");
        Json.at(container, "resources.requests").properties().stream().filter(request -> limits.has(request.getKey())).forEach(request -> {
            var limit = limits.get(request.getKey()).asString();
            var wanted = request.getValue().asString();
            boolean more = Quantity.parse(wanted).orElseThrow().amount().compareTo(Quantity.parse(limit).orElseThrow().amount()) > 0;
            if (more) {
                problems.add(Cause.invalid(path + "resources.requests", '"' + wanted + '"',
                        "must be less than or equal to " + request.getKey() + " limit of " + limit));
            }
        });
    }
}

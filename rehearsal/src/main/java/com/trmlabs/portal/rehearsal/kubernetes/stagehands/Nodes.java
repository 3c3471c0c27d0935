package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The machines of a simulated cluster, as large as their machine type says, with GKE's labels. */
public final class Nodes {

    private static final String POOL = "cloud.google.com/gke-nodepool";
    private static final Map<String, Double> MEMORY_PER_CPU = Map.of("standard", 4.0, "highmem", 8.0, "highcpu", 1.0);
    private static final Map<String, double[]> SHARED_CORE =
            Map.of("e2-micro", new double[] {2, 1}, "e2-small", new double[] {2, 2}, "e2-medium", new double[] {2, 4});
    private static final double SYSTEM_CPU = 0.08;
    private static final double SYSTEM_MEMORY_SHARE = 0.2;

    private final Scene scene;
    private final Clock clock;

    public Nodes(Scene scene, Clock clock) {
        this.scene = scene;
        this.clock = clock;
    }

    public void add(String pool, String machineType, List<String> zones, int perZone) {
        for (var zone : zones) {
            for (int i = 0; i < perZone; i++) {
                var name = "gke-" + scene.stage().cluster() + "-" + pool + "-" + zone + "-" + i;
                if (scene.get("Node", "", name).isEmpty()) {
                    var node = scene.create(node(name, pool, machineType, zone), Scene.KUBELET);
                    scene.status(node, Scene.KUBELET, current -> describe(current, machineType));
                }
            }
        }
    }

    public void remove(String pool) {
        for (var node : scene.all("Node")) {
            if (Json.at(node, "metadata.labels").path(POOL).asString("").equals(pool)) {
                scene.delete(node);
                scene.all("Pod").stream().filter(pod -> Json.text(pod, "spec.nodeName").equals(Scene.name(node))).forEach(scene::finish);
            }
        }
    }

    private static ObjectNode node(String name, String pool, String machineType, String zone) {
        var node = Json.of("apiVersion", "v1", "kind", "Node");
        node.putObject("metadata").put("name", name).putObject("labels")
                .put(POOL, pool)
                .put("node.kubernetes.io/instance-type", machineType)
                .put("topology.kubernetes.io/zone", zone)
                .put("topology.kubernetes.io/region", zone.contains("-") ? zone.substring(0, zone.lastIndexOf('-')) : zone)
                .put("kubernetes.io/hostname", name)
                .put("kubernetes.io/os", "linux")
                .put("kubernetes.io/arch", "amd64");
        return node;
    }

    private void describe(ObjectNode node, String machineType) {
        var size = size(machineType);
        var status = Json.in(node, "status");
        status.putObject("capacity").put("cpu", number(size[0])).put("memory", number(size[1] * 1024) + "Mi").put("pods", "110");
        status.putObject("allocatable").put("cpu", Math.round((size[0] - SYSTEM_CPU) * 1000) + "m")
                .put("memory", Math.round(size[1] * 1024 * (1 - SYSTEM_MEMORY_SHARE)) + "Mi").put("pods", "110");
        var addresses = status.putArray("addresses");
        int number = Math.floorMod(Scene.name(node).hashCode(), 250 * 250);
        addresses.add(Json.of("type", "InternalIP", "address", "10.128." + number / 250 + "." + (number % 250 + 1)));
        addresses.add(Json.of("type", "Hostname", "address", Scene.name(node)));
        status.putObject("nodeInfo").put("kubeletVersion", "v" + scene.version()).put("architecture", "amd64").put("operatingSystem", "linux")
                .put("osImage", "Container-Optimized OS").put("containerRuntimeVersion", "containerd://2.0");
        Conditions.set(node, "Ready", true, "KubeletReady", "kubelet is posting ready status", clock.instant());
    }

    /** CPUs and GiB of memory: from the name, as Google's names tell it. */
    private static double[] size(String machineType) {
        var known = SHARED_CORE.get(machineType);
        if (known != null) {
            return known;
        }
        var words = machineType.split("-");
        if (words.length < 3 || !words[2].matches("\\d+") || !MEMORY_PER_CPU.containsKey(words[1])) {
            throw new IllegalArgumentException("How large is a " + machineType + "? Known are names such as e2-standard-4");
        }
        double cpus = Double.parseDouble(words[2]);
        return new double[] {cpus, cpus * MEMORY_PER_CPU.get(words[1])};
    }

    private static String number(double value) {
        return Long.toString(Math.round(value));
    }
}

package com.trmlabs.portal.charts;

import static java.util.concurrent.TimeUnit.MINUTES;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** A node of the rehearsal cluster that a test adds in order to stop it. Nobody else's pods come here: it bears a taint from its first moment on. */
final class DoomedNode implements AutoCloseable {

    private static final Path SCRIPT = Path.of("../rehearsal/cluster/cluster").toAbsolutePath().normalize();
    private static final String TAINT = "portal.test/doomed";

    final String name;
    private final RealCluster cluster;

    DoomedNode(RealCluster cluster, String name) throws Exception {
        this.cluster = cluster;
        this.name = name;
        cluster.admin.resource(new NodeBuilder().withNewMetadata().withName(name).addToLabels("cloud.google.com/gke-nodepool", "default").endMetadata()
            .withNewSpec().addNewTaint().withKey(TAINT).withValue(name).withEffect("NoSchedule").endTaint().endSpec().build()).create();
        RealCluster.run(SCRIPT, "node", "add", name);
        cluster.admin.nodes().withName(name).waitUntilCondition(Readiness.getInstance()::isReady, 1, MINUTES);
    }

    /** One of the set's pods would rather be here than elsewhere. */
    void attract(ObjectNode statefulSet) {
        ObjectNode pod = (ObjectNode) statefulSet.at("/spec/template/spec");
        pod.putArray("tolerations").addObject().put("key", TAINT).put("operator", "Equal").put("value", name).put("effect", "NoSchedule");
        ObjectNode wish = ((ObjectNode) pod.path("affinity")).putObject("nodeAffinity").putArray("preferredDuringSchedulingIgnoredDuringExecution").addObject();
        wish.put("weight", 100).putObject("preference").putArray("matchExpressions").addObject()
            .put("key", "kubernetes.io/hostname").put("operator", "In").putArray("values").add(name);
    }

    /** As a power cut would. */
    void stop() throws Exception {
        RealCluster.run(SCRIPT, "node", "stop", name);
    }

    void start() throws Exception {
        RealCluster.run(SCRIPT, "node", "start", name);
    }

    /** Whatever others write to the node meanwhile. */
    void cordon(boolean closed) {
        cluster.admin.nodes().withName(name).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"unschedulable\": %b}}".formatted(closed));
    }

    @Override
    public void close() throws Exception {
        RealCluster.run(SCRIPT, "node", "remove", name);
    }
}

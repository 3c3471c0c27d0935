package com.trmlabs.portal.service;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.ObjectDiff;
import com.trmlabs.portal.change.spi.KubernetesClusters;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.change.spi.KubernetesFault;
import com.trmlabs.portal.change.spi.StepHandler;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.kernel.ClusterName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings one object in line by server-side apply. An object that is as desired already, and ours, is left alone: after a crash
 * between effect and record nothing is written twice.
 */
@Component
class ApplyObject implements StepHandler {

    private final KubernetesClusters clusters;

    ApplyObject(KubernetesClusters clusters) {
        this.clusters = clusters;
    }

    @Override
    public String type() {
        return "kubernetes.apply";
    }

    @Override
    public Outcome execute(Context context) {
        ClusterName cluster = new ClusterName(context.params().get("cluster").asString());
        Connection run = clusters.connect(cluster, CloudIdentity.RUN);
        KubeObject desired = new KubeObject((ObjectNode) context.params().get("object"));
        Optional<KubeObject> live = run.get(desired.ref());
        if (live.filter(object -> !object.text("/metadata/deletionTimestamp").isEmpty()).isPresent()) {
            return RemoveObject.leaving(context, live.get());
        }
        if (live.isPresent() && isOurs(live.get()) && ObjectDiff.between(live.get(), run.dryRun(desired)).isEmpty()) {
            return new Outcome.Done(desired.ref() + " is as planned already", context.memory());
        }
        context.fence().check();
        try {
            KubeObject applied = run.apply(guarded(desired, live), context.params().path("force").asBoolean(false));
            return new Outcome.Done("%s applied as portal-run, generation %d".formatted(desired.ref(), applied.generation()), context.memory());
        } catch (KubernetesFault.Conflict conflict) {
            return new Outcome.Failed(conflict(desired, conflict), List.of());
        }
    }

    /** With the version that was read: whoever altered the object since then makes this a conflict that is tried again. */
    private static KubeObject guarded(KubeObject desired, Optional<KubeObject> live) {
        ObjectNode tree = desired.tree().deepCopy();
        live.ifPresent(object -> ((ObjectNode) tree.get("metadata")).put("resourceVersion", object.text("/metadata/resourceVersion")));
        return new KubeObject(tree);
    }

    private static boolean isOurs(KubeObject live) {
        for (JsonNode entry : live.at("/metadata/managedFields")) {
            if (entry.path("manager").asString("").equals("portal") && entry.path("operation").asString("").equals("Apply")) {
                return true;
            }
        }
        return false;
    }

    private static String conflict(KubeObject desired, KubernetesFault.Conflict conflict) {
        String fields = conflict.fields().stream().map(owned -> owned.field() + " (set by " + owned.manager() + ")").collect(Collectors.joining(", "));
        return "%s was not there when this was planned, and somebody has made it since: %s. Plan again to see and decide.".formatted(desired.ref(), fields);
    }
}

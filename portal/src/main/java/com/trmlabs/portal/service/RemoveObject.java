package com.trmlabs.portal.service;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.ObjectRef;
import com.trmlabs.portal.change.spi.KubernetesClusters;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.change.spi.StepHandler;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.kernel.ClusterName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Removes one object that the portal has made, and waits until all that it owns is gone. */
@Component
class RemoveObject implements StepHandler {

    private static final Duration LIMIT = Duration.ofMinutes(15);

    private final KubernetesClusters clusters;

    RemoveObject(KubernetesClusters clusters) {
        this.clusters = clusters;
    }

    @Override
    public String type() {
        return "kubernetes.remove";
    }

    @Override
    public Outcome execute(Context context) {
        ObjectRef ref = ref(context.params().get("ref"));
        Connection run = clusters.connect(new ClusterName(context.params().get("cluster").asString()), CloudIdentity.RUN);
        Optional<KubeObject> live = run.get(ref);
        if (live.isEmpty()) {
            return new Outcome.Done(ref + " is gone already", context.memory());
        }
        if (!live.get().at("/metadata/labels/app.kubernetes.io~1managed-by").asString("").equals("portal")) {
            return new Outcome.Failed(ref + " does not bear our label any more, so it is left alone. Look at who took it over, then plan again.", List.of());
        }
        if (live.get().text("/metadata/deletionTimestamp").isEmpty()) {
            context.fence().check();
            run.delete(ref);
        }
        return new Outcome.Done(ref + " is being removed", context.memory());
    }

    @Override
    public Outcome verify(Context context) {
        ObjectRef ref = ref(context.params().get("ref"));
        Connection read = clusters.connect(new ClusterName(context.params().get("cluster").asString()), CloudIdentity.READ);
        return read.get(ref).map(live -> leaving(context, live)).orElseGet(() -> new Outcome.Done(ref + " is gone", context.memory()));
    }

    /** Until it is gone, or has had its time. */
    static Outcome leaving(Context context, KubeObject live) {
        if (!context.hasLasted(LIMIT)) {
            return new Outcome.Again(Duration.ofSeconds(1), live.ref() + " is being removed", context.memory());
        }
        String holding = live.at("/metadata/finalizers").valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
        return new Outcome.Failed("%s is still there %d minutes after it was to go. %s".formatted(live.ref(), LIMIT.toMinutes(), holding.isEmpty()
                ? "No finalizer holds it; look at the cluster's events." : "It waits for the finalizers " + holding + ": have whoever set them finish, then try again."), List.of());
    }

    static ObjectRef ref(JsonNode node) {
        return new ObjectRef(node.get("apiVersion").asString(), node.get("kind").asString(),
                Optional.ofNullable(node.get("namespace")).map(JsonNode::asString), node.get("name").asString());
    }
}

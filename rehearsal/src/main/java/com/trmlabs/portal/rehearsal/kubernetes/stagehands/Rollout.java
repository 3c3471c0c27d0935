package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How many pods a Deployment may have too many, or too few, while it changes. */
record Rollout(int replicas, boolean recreate, int surge, int unavailable) {

    static Rollout of(ObjectNode deployment) {
        int replicas = Json.number(deployment, "spec.replicas");
        var strategy = Json.at(deployment, "spec.strategy");
        if (Json.text(strategy, "type").equals("Recreate")) {
            return new Rollout(replicas, true, 0, 0);
        }
        int surge = count(Json.at(strategy, "rollingUpdate.maxSurge"), replicas, true);
        int unavailable = count(Json.at(strategy, "rollingUpdate.maxUnavailable"), replicas, false);
        return new Rollout(replicas, false, surge, Math.min(surge == 0 && unavailable == 0 ? 1 : unavailable, replicas));
    }

    /** A share is rounded up for the surge, down for what may be missing. */
    static int count(JsonNode value, int of, boolean up) {
        if (!value.isString()) {
            return value.asInt(0);
        }
        int hundredfold = Integer.parseInt(value.asString().replace("%", "")) * of;
        return up ? Math.ceilDiv(hundredfold, 100) : hundredfold / 100;
    }

    int minAvailable() {
        return replicas - unavailable;
    }

    /** The most pods there may be at once. */
    int most() {
        return replicas == 0 ? 0 : replicas + surge;
    }

    /** To how many the new revision may grow. @param all wanted pods of all revisions, @param own of the new one */
    int grow(int all, int own) {
        if (recreate) {
            return replicas;
        }
        return all >= replicas + surge ? own : own + Math.min(replicas + surge - all, replicas - own);
    }
}

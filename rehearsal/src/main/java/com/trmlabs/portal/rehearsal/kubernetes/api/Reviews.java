package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers what the caller may do. */
final class Reviews {

    private final Rights rights;

    Reviews(Rights rights) {
        this.rights = rights;
    }

    ObjectNode answer(User user, ObjectNode review) {
        var answer = review.deepCopy();
        if (Json.text(review, "kind").equals("SelfSubjectRulesReview")) {
            answer.set("status", rules(user, Json.text(review, "spec.namespace")));
        } else {
            answer.putObject("status").put("allowed", allowed(user, Json.at(review, "spec")));
        }
        Json.in(answer, "metadata");
        return answer;
    }

    private boolean allowed(User user, JsonNode spec) {
        if (Json.has(spec, "nonResourceAttributes")) {
            try {
                rights.requirePath(user, Json.text(spec, "nonResourceAttributes.verb"), Json.text(spec, "nonResourceAttributes.path"));
                return true;
            } catch (ApiError refused) {
                return false;
            }
        }
        var wish = Json.at(spec, "resourceAttributes");
        var subresource = Json.text(wish, "subresource");
        var resource = Json.text(wish, "resource") + (subresource.isEmpty() ? "" : "/" + subresource);
        return rights.allows(user, new Rights.Wish(Json.text(wish, "verb"), Json.text(wish, "group"), resource,
                Json.text(wish, "namespace"), Json.text(wish, "name")));
    }

    private ObjectNode rules(User user, String namespace) {
        var status = Json.object();
        var resources = status.putArray("resourceRules");
        var paths = status.putArray("nonResourceRules");
        rights.rules(user, namespace).forEach(rule -> (rule.has("nonResourceURLs") ? paths : resources).add(rule));
        return status.put("incomplete", false);
    }
}

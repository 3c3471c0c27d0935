package com.trmlabs.portal.customer.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.kernel.ProjectId;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class AccessTests {

    @Test
    void listsOnlyWhatHasNoNameKnownBefore() {
        String file = new Access(new AccessSettings("portal@trm-portal.iam.gserviceaccount.com")).inCluster(new ProjectId("bluefin-analytics"));
        List<JsonNode> rules = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(file).readAll().stream()
                .filter(role -> role.path("kind").asString().equals("ClusterRole") && role.at("/metadata/name").asString().startsWith("portal-read"))
                .flatMap(role -> role.path("rules").valueStream()).toList();
        assertThat(rules).flatExtracting(rule -> rule.path("verbs").values()).extracting(JsonNode::asString).containsOnly("get", "list");
        assertThat(rules).filteredOn(rule -> rule.path("verbs").toString().contains("list"))
                .flatExtracting(rule -> rule.path("resources").values()).extracting(JsonNode::asString).containsExactly("replicasets", "pods", "events");
    }

    @Test
    void letsTheTwoAccountsOfTheProjectIntoTheCluster() {
        String file = new Access(new AccessSettings("portal@trm-portal.iam.gserviceaccount.com")).inCluster(new ProjectId("bluefin-analytics"));
        List<JsonNode> objects = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(file).readAll();
        assertThat(objects).extracting(object -> object.path("kind").asString() + " " + object.at("/metadata/name").asString()).contains(
                "ClusterRole portal-read", "ClusterRoleBinding portal-read", "ClusterRole portal-run", "ClusterRoleBinding portal-run",
                "ValidatingAdmissionPolicy portal-run-stays-in-its-namespaces", "ValidatingAdmissionPolicyBinding portal-run-stays-in-its-namespaces");
        assertThat(objects).flatExtracting(object -> object.path("subjects").values()).extracting(subject -> subject.path("name").asString())
                .containsOnly("portal-read@bluefin-analytics.iam.gserviceaccount.com", "portal-run@bluefin-analytics.iam.gserviceaccount.com");
    }
}

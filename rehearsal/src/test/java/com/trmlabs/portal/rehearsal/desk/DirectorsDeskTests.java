package com.trmlabs.portal.rehearsal.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.rehearsal.Director;
import com.trmlabs.portal.rehearsal.RunningRehearsal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the director says is done, and stays done over a restart. */
class DirectorsDeskTests {

    @TempDir
    static Path folder;

    static RunningRehearsal rehearsal;

    @BeforeAll
    static void start() {
        rehearsal = RunningRehearsal.start(folder);
    }

    @AfterAll
    static void stop() {
        rehearsal.close();
    }

    @Test
    void listensToTheDirectorOnly() throws Exception {
        var guessing = new Director(rehearsal.endpoints().director(), "guessed");

        assertThat(guessing.say("GET", "/state", "").statusCode()).isEqualTo(401);
        assertThat(guessing.say("POST", "/faults", "{\"kind\": \"QUOTA\"}").statusCode()).isEqualTo(401);
    }

    @Test
    void keepsFaultsUntilTheyAreTakenAway() throws Exception {
        var id = json(say("POST", "/faults", "{\"kind\": \"API_THROTTLED\", \"cluster\": \"analytics\", \"rate\": 0.2, \"delay\": \"PT2S\"}")).get("id").asLong();
        restart();

        var kept = json(say("GET", "/faults", ""));
        assertThat(kept).hasSize(1);
        assertThat(kept.iterator().next().get("rate").asDouble()).isEqualTo(0.2);

        assertThat(say("DELETE", "/faults/" + id, "").statusCode()).isEqualTo(204);
        assertThat(say("DELETE", "/faults/" + id, "").statusCode()).isEqualTo(404);
        assertThat(json(say("GET", "/faults", ""))).isEmpty();
    }

    @Test
    void refusesFaultsThatMakeNoSense() throws Exception {
        assertThat(say("POST", "/faults", "{\"kind\": \"QUOTA\", \"rate\": 2}").statusCode()).isEqualTo(400);
        assertThat(say("POST", "/faults", "{\"kind\": \"EARTHQUAKE\"}").statusCode()).isEqualTo(400);
    }

    @Test
    void changesProjectsForGood() throws Exception {
        assertThat(say("PUT", "/projects/ember-trading-prod/connection", "").statusCode()).isEqualTo(200);
        say("PUT", "/projects/ember-trading-prod/registry", "");
        say("PUT", "/projects/cedar-payments-prod/regions/europe-west1/quotas/N2_CPUS", "{\"limit\": 96}");
        say("PUT", "/projects/cedar-payments-prod/regions/europe-west1/subnets", """
                {"name": "payments-gke", "network": "payments", "range": "10.1.0.0/22", "secondary": {"pods": "10.2.0.0/16"}, "privateGoogleAccess": true}""");
        say("DELETE", "/projects/falcon-bank-prod/policies/compute.vmExternalIpAccess", "");
        say("DELETE", "/projects/dorado-ledger-prod/permissions/read/compute.regions.get", "");
        say("DELETE", "/projects/dorado-ledger-prod/apis/orgpolicy.googleapis.com", "");
        restart();

        var projects = json(say("GET", "/state", "")).get("projects");
        assertThat(project(projects, "ember-trading-prod").get("connected").asBoolean()).isTrue();
        assertThat(project(projects, "ember-trading-prod").get("mayPull").asBoolean()).isTrue();
        assertThat(project(projects, "ember-trading-prod").get("apisOff")).isEmpty();
        assertThat(project(projects, "cedar-payments-prod").at("/regions/europe-west1/quotas/N2_CPUS/limit").asDouble()).isEqualTo(96);
        assertThat(project(projects, "cedar-payments-prod").at("/regions/europe-west1/subnets")).hasSize(3);
        assertThat(project(projects, "falcon-bank-prod").get("policies").has("compute.vmExternalIpAccess")).isFalse();
        assertThat(project(projects, "dorado-ledger-prod").at("/missing/read/0").asString()).isEqualTo("compute.regions.get");
        assertThat(project(projects, "dorado-ledger-prod").at("/apisOff/0").asString()).isEqualTo("orgpolicy.googleapis.com");
        assertThat(say("PUT", "/projects/unknown/connection", "").statusCode()).isEqualTo(404);
        assertThat(say("PUT", "/projects/cedar-payments-prod/regions/mars/quotas/CPUS", "{\"limit\": 1}").statusCode()).isEqualTo(400);
    }

    @Test
    void changesPeopleWithoutShowingPasswords() throws Exception {
        var changed = say("PUT", "/people/auditor@example.test/groups", "[\"portal-auditors\", \"portal-operators:bluefin\"]");

        assertThat(changed.body()).contains("portal-operators:bluefin").doesNotContain("demo");
        assertThat(json(say("DELETE", "/people/auditor@example.test/enabled", "")).get("enabled").asBoolean()).isFalse();
        assertThat(json(say("PUT", "/people/auditor@example.test/enabled", "")).get("enabled").asBoolean()).isTrue();
        assertThat(say("PUT", "/people/nobody/enabled", "").statusCode()).isEqualTo(404);
        assertThat(say("GET", "/state", "").body()).doesNotContain("\"password\"");
    }

    private static void restart() {
        rehearsal.close();
        rehearsal = RunningRehearsal.start(folder);
    }

    private static HttpResponse<String> say(String method, String path, String body) throws Exception {
        return Director.of(folder).say(method, path, body);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static JsonNode project(JsonNode projects, String id) {
        return projects.valueStream().filter(project -> project.get("id").asString().equals(id)).findFirst().orElseThrow();
    }
}

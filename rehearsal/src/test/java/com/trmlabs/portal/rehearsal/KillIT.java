package com.trmlabs.portal.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.container.v1.ClusterManagerClient;
import com.google.container.v1.Cluster;
import com.google.container.v1.Operation;
import com.trmlabs.portal.rehearsal.google.ClusterKey;
import com.trmlabs.portal.rehearsal.google.PortalCalls;
import com.trmlabs.portal.rehearsal.state.Folder;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rehearsal in a JVM of its own, killed without warning and started again. */
class KillIT {

    private static final ClusterKey KEY = new ClusterKey("bluefin-analytics-prod", "europe-west1", "analytics");

    @TempDir
    Path folder;

    Process process;

    @AfterEach
    void end() throws Exception {
        kill();
    }

    @Test
    void comesBackWithEverythingWhereItWas() throws Exception {
        start();
        var before = Endpoints.in(new Folder(folder)).orElseThrow();
        var token = new PortalCalls(before).token("portal-run@" + KEY.project() + ".iam.gserviceaccount.com");
        Operation operation;
        try (var containers = PortalCalls.containers(before.container(), token)) {
            operation = containers.createCluster(PortalCalls.order(KEY, 1, "n2-standard-4"));
        }
        var director = Director.of(folder);
        director.say("PUT", "/people/auditor@example.test/groups", "[\"portal-admins\"]");
        director.say("POST", "/faults", "{\"kind\": \"SLOW\", \"delay\": \"PT1S\"}");

        kill();
        start();

        var after = Endpoints.in(new Folder(folder)).orElseThrow();
        assertThat(after).isEqualTo(before);
        var state = director.say("GET", "/state", "").body();
        assertThat(state).contains("\"groups\":[\"portal-admins\"]").contains("\"kind\":\"SLOW\"");
        try (var containers = PortalCalls.containers(after.container(), token)) {
            assertThat(running(containers).getName()).isEqualTo(operation.getName());
            assertThat(containers.getCluster("projects/bluefin-analytics-prod/locations/europe-west1/clusters/analytics").getStatus())
                    .isEqualTo(Cluster.Status.PROVISIONING);
        }
    }

    private static Operation running(ClusterManagerClient containers) {
        return containers.listOperations("projects/bluefin-analytics-prod/locations/-").getOperationsList().stream()
                .filter(operation -> operation.getStatus() == Operation.Status.RUNNING).findFirst().orElseThrow();
    }

    private void start() throws Exception {
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                        Rehearsal.class.getName(), "--rehearsal.folder=" + folder, "--server.port=0", "--rehearsal.grpc-port=0",
                        "--rehearsal.create-takes=1h")
                .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        while (!answers()) {
            assertThat(process.isAlive()).as(Files.readString(folder.resolve("log"))).isTrue();
            Thread.sleep(100);
        }
    }

    private boolean answers() throws Exception {
        var endpoints = Endpoints.in(new Folder(folder));
        if (endpoints.isEmpty()) {
            return false;
        }
        try {
            var metadata = URI.create(endpoints.get().issuer() + "/.well-known/openid-configuration");
            return HttpClient.newHttpClient().send(HttpRequest.newBuilder(metadata).build(), BodyHandlers.discarding()).statusCode() == 200;
        } catch (ConnectException e) {
            return false;
        }
    }

    /** SIGKILL: nothing gets the chance to tidy up. */
    private void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
}

package com.trmlabs.portal.charts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The API on real pods, with a real database: whom it answers, and whom not. */
@Tag("cluster")
@Tag("beside")
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiOnPodsIT {

    private static final ServiceFolder API = ServiceFolder.of("api");
    private static final Path WORKLOAD = Path.of("../workloads/api").toAbsolutePath().normalize();
    private static final String MACHINE = "10.198.255.0/24"; // this machine, as the cluster sees it
    private static final String NODES = "10.198.0.0/24";

    private final String namespace = "api-pods-" + UUID.randomUUID().toString().substring(0, 8);
    private KubernetesClient admin;
    private Path folder;
    private ObjectNode values;

    @BeforeAll
    void installs(@TempDir Path given) throws Exception {
        folder = given;
        String file = System.getenv("KUBECONFIG");
        assertThat(file).as("KUBECONFIG, the real cluster of this suite: rehearsal/cluster/cluster env").isNotNull();
        admin = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(new File(file))).build();
        List<String> images = run(WORKLOAD.resolve("images"), "2.3.0", "postgres").lines().map(line -> line.split(" ")[1]).toList();
        run(WORKLOAD.resolve("testdata/customer"), "up", namespace + "-db", namespace, images.get(0), images.get(1), folder.toString());
        values = ServiceFolder.values(API.folder().resolve("chart/examples/small.yaml"));
        String[] image = images.get(0).split("@");
        values.putObject("image").put("repository", image[0]).put("digest", image[1]);
        values.set("binding", ServiceFolder.YAML.readTree(folder.resolve("binding.json")));
        values.putObject("portal").putArray("nodeRanges").add(NODES);
        apply(MACHINE);
        admin.apps().deployments().inNamespace(namespace).withName("api").waitUntilCondition(ApiOnPodsIT::isUp, 120, SECONDS);
    }

    @AfterAll
    void removes() throws Exception {
        run(WORKLOAD.resolve("testdata/customer"), "down", namespace + "-db", namespace);
        admin.close();
    }

    @Test
    void answersAllowedClientsFromTheDatabaseOverTls() throws Exception {
        JsonNode report = ask("/address/exposure/direct?address=addr-1", 50);
        assertThat(report.path("requests").asInt()).isEqualTo(50);
        assertThat(report.path("losses")).isEmpty();
    }

    @Test
    void liftsTheFirstPodToTheAutoscalersMinimum() {
        assertThat(admin.apps().deployments().inNamespace(namespace).withName("api").get().getSpec().getReplicas()).isEqualTo(2);
    }

    @Test
    void keepsOtherPodsOut() throws Exception {
        String pod = admin.pods().inNamespace(namespace).withLabel("app.kubernetes.io/name", "api").list().getItems().getFirst()
            .getStatus().getPodIP();
        assertThat(reaches("postgres." + namespace + "-db.svc", 5432)).as("the probe itself works").isTrue();
        assertThat(reaches(pod, 8443)).isFalse();
        assertThat(reaches("api." + namespace + ".svc", 443)).isFalse();
    }

    @Test
    void refusesClientsThatAreTakenOffTheAllowList() throws Exception {
        apply("10.20.0.0/16");
        await().atMost(30, SECONDS).until(() -> ask("/healthz", 1).path("lost").asInt() == 1);
        apply(MACHINE);
        await().atMost(30, SECONDS).until(() -> ask("/healthz", 1).path("lost").asInt() == 0);
    }

    private static boolean isUp(Deployment deployment) {
        var status = deployment == null ? null : deployment.getStatus();
        return status != null && status.getReadyReplicas() != null && status.getReadyReplicas() == 2;
    }

    private void apply(String allowed) throws IOException {
        ((ObjectNode) values.at("/service/internal")).putArray("allowList").add(allowed);
        for (JsonNode object : API.render(values, namespace)) {
            admin.load(new ByteArrayInputStream(object.toString().getBytes(StandardCharsets.UTF_8))).items()
                .forEach(item -> admin.resource(item).fieldManager("portal").serverSideApply());
        }
    }

    private JsonNode ask(String path, int requests) throws Exception {
        String address = admin.services().inNamespace(namespace).withName("api")
            .waitUntilCondition(service -> !service.getStatus().getLoadBalancer().getIngress().isEmpty(), 20, SECONDS)
            .getStatus().getLoadBalancer().getIngress().getFirst().getIp();
        return ServiceFolder.YAML.readTree(output(0, 1, Path.of("../rehearsal/load/load").toAbsolutePath().normalize(),
            "--connect", address + ":443", "--name", "api.customer.example", "--ca", folder.resolve("ca.crt").toString(),
            "--path", path, "--requests", Integer.toString(requests), "--timeout", "3"));
    }

    /** Whether a pod of the customer's opens a connection there. */
    private boolean reaches(String host, int port) {
        try (var exec = admin.pods().inNamespace(namespace + "-db").withName("postgres-0")
                .writingError(OutputStream.nullOutputStream()).exec("timeout", "3", "bash", "-c", "</dev/tcp/" + host + "/" + port)) {
            return exec.exitCode().join() == 0;
        }
    }

    private String run(Path program, String... arguments) throws Exception {
        return output(0, 0, program, arguments);
    }

    private String output(int least, int most, Path program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Path log = folder.resolve(program.getFileName() + ".log");
        Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(() -> program + ": " + read(log)).isBetween(least, most);
        return output;
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}

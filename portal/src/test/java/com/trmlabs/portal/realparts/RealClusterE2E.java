package com.trmlabs.portal.realparts;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.Chromium;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/portal --real-cluster} on an empty folder, as the README has it, and the example on real pods. Last, as its nodes take anybody's pods, and go. */
@Tag("cluster")
@Tag("browser")
@Order(Integer.MAX_VALUE)
class RealClusterE2E {

    @TempDir Path folder;

    private final KubernetesClient admin = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(Path.of(System.getenv("KUBECONFIG")).toFile())).build();

    @Test
    void loadsTheExampleOnRealPods() throws IOException, InterruptedException {
        try (Chromium chromium = new Chromium(); PortalProgram portal = new PortalProgram("portal-real-cluster", folder, Map.of(), "--real-cluster")) {
            portal.start();
            assertThat(portal.environment()).as("the administrator's access is the rehearsal's alone")
                    .anyMatch(variable -> variable.startsWith("SERVER_PORT=")).noneMatch(variable -> variable.startsWith("KUBECONFIG="));
            portal.loadExample(portal.signedIn(chromium));
            assertThat(admin.apps().deployments().inNamespace("api").withName("api").get().getStatus().getReadyReplicas()).isPositive();
            assertThat(admin.nodes().list().getItems()).extracting(node -> node.getMetadata().getName()).contains("gke-bluefin-prod-api-b1");
        }
    }

    /** Nodes and namespaces of the cluster would go on, too. */
    @AfterEach
    void end() {
        Command.run(Map.of(), "workloads/api/testdata/customer", "down", "bluefin-db", "api");
        admin.nodes().list().getItems().stream().map(Node::getMetadata).filter(node -> node.getName().startsWith("gke-bluefin-prod-"))
                .forEach(node -> Command.run(Map.of(), "rehearsal/cluster/cluster", "node", "remove", node.getName()));
        admin.close();
    }
}

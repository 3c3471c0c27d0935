package com.trmlabs.portal.realparts;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import com.trmlabs.portal.Chromium;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/portal --real-cluster} on an empty folder, as the README has it, and the example on real pods. */
@Tag("cluster")
@Tag("browser")
class RealClusterE2E {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String PROGRAM = "portal-real-cluster";

    @TempDir Path folder;

    private final KubernetesClient admin = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(Path.of(System.getenv("KUBECONFIG")).toFile())).build();

    @Test
    void loadsTheExampleOnRealPods() throws IOException {
        int port = Command.freePort();
        String url = "http://localhost:" + port; // what people type; the portal sends them to the address that may sign in
        var environment = Map.of("PORTAL_FOLDER", folder.toString(), "SERVER_PORT", String.valueOf(port), "REHEARSAL_PORT", String.valueOf(Command.freePort()));
        Process portal = Command.start(PROGRAM, environment, "bin/portal", "--real-cluster");
        try (Chromium chromium = new Chromium()) {
            Command.awaitReady(portal, PROGRAM, url, PATIENCE);
            Page page = chromium.newContext(new Browser.NewContextOptions()).newPage();
            page.setDefaultTimeout(PATIENCE.toMillis());
            page.navigate(url);
            page.locator("#username").fill("operator@example.test");
            page.locator("#password").fill("demo");
            page.locator("#password").press("Enter");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Load the example")).click();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Load the example")).click();
            assertThat(page.locator("p[role=status]")).containsText(Pattern.compile("Loaded|Stopped"), new ContainsTextOptions().setTimeout(PATIENCE.toMillis()));
            assertThat(page.locator("p[role=status]")).containsText("Loaded. One change waits for approval.");
        } finally {
            portal.destroy();
        }
        assertThat(admin.apps().deployments().inNamespace("api").withName("api").get().getStatus().getReadyReplicas()).isPositive();
        assertThat(admin.nodes().list().getItems()).extracting(node -> node.getMetadata().getName()).contains("gke-bluefin-prod-api-b1");
    }

    /** The rehearsal goes on after the portal, as a cloud does; nodes and namespaces of the cluster would, too. */
    @AfterEach
    void end() throws IOException {
        Path rehearsal = folder.resolve("rehearsal/pid");
        if (Files.exists(rehearsal)) {
            ProcessHandle.of(Long.parseLong(Files.readString(rehearsal).strip())).ifPresent(ProcessHandle::destroy);
        }
        Command.run(Map.of(), "workloads/api/testdata/customer", "down", "bluefin-db", "api");
        admin.nodes().list().getItems().stream().map(Node::getMetadata).filter(node -> node.getName().startsWith("gke-bluefin-prod-"))
                .forEach(node -> Command.run(Map.of(), "rehearsal/cluster/cluster", "node", "remove", node.getName()));
        admin.close();
    }
}

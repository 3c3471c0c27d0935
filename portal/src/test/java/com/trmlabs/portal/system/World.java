package com.trmlabs.portal.system;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.FreshDatabase;
import com.trmlabs.portal.GuestRehearsal;
import com.trmlabs.portal.rehearsal.RunningRehearsal;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything around the portal, made once for each JVM: the simulated Google with the real cluster behind it, a customer's database
 * there, images in its registry, and the service type `api` in a namespace of our own. Its namespaces go away with the JVM.
 */
final class World {

    static final String MACHINE = "10.198.255.0/24"; // this machine, as the cluster sees it
    private static final Map<String, List<String>> GOOGLE_KINDS = Map.of("monitoring.googleapis.com/v1", List.of("PodMonitoring"),
            "networking.gke.io/v1", List.of("ManagedCertificate"), "networking.gke.io/v1beta1", List.of("FrontendConfig"),
            "cloud.google.com/v1", List.of("BackendConfig"));
    private static final Path SOURCES = Path.of("..").toAbsolutePath().normalize();

    final KubernetesClient admin;
    final Wire wire;
    final AuditedWrites writes;
    final String namespace = "suites-" + UUID.randomUUID().toString().substring(0, 8);
    final Path folder;
    /** NAME@DIGEST by version. */
    final Map<String, String> images;
    private final RunningRehearsal rehearsal;
    private final List<String> settings;
    private int emptied;

    private World() {
        String file = System.getenv("KUBECONFIG");
        assertThat(file).as("KUBECONFIG, the real cluster of this suite: rehearsal/cluster/cluster env").isNotNull();
        try {
            admin = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(Path.of(file).toFile())).build();
            writes = new AuditedWrites(Path.of(file).resolveSibling("log"));
            folder = Files.createTempDirectory("suites");
            String server = admin.getConfiguration().getMasterUrl();
            wire = new Wire(URI.create(server));
            Path overTheWire = Files.writeString(folder.resolve("kubeconfig"),
                    Files.readString(Path.of(file)).replace(server.replaceAll("/$", ""), wire.address().toString()));
            rehearsal = GuestRehearsal.start("--rehearsal.kubeconfig=" + overTheWire);
            images = images("workloads/api/images");
            Runtime.getRuntime().addShutdownHook(new Thread(this::end));
            customer("up", images.get("2.3.0"), images.get("postgres"), folder.toString());
            settings = settings(rehearsal);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static World the() {
        return Holder.THE;
    }

    private static final class Holder {
        static final World THE = new World();
    }

    static final class Beginning implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of(the().settings).and("spring.quartz.auto-startup=false").applyTo(context);
            context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
        }
    }

    /** What a portal has to be told to be part of this world. */
    List<String> settings() {
        return settings;
    }

    private List<String> settings(RunningRehearsal rehearsal) throws IOException {
        var endpoints = rehearsal.endpoints();
        return Stream.concat(Stream.of(FreshDatabase.settings(FreshDatabase.create())).filter(setting -> !setting.startsWith("spring.quartz")), Stream.of(
                "portal.oidc.issuer=" + endpoints.issuer(), "portal.oidc.client-id=portal", "portal.oidc.client-secret=portal-rehearsal-only",
                "portal.google.base-url=" + endpoints.google(), "portal.google.container-endpoint=" + endpoints.container(),
                "portal.google.credentials=" + endpoints.credentials(), "portal.catalog.folder=" + serviceTypes(),
                "portal.folder=" + folder.resolve("portal"), "portal.change.lease=4s", "portal.approval.fresh-sign-in=1h")).toList();
    }

    /** The shipped types, but their namespaces are ours: others use the cluster too. */
    private Path serviceTypes() throws IOException {
        Path types = folder.resolve("services");
        FileSystemUtils.copyRecursively(SOURCES.resolve("k8s/services"), types);
        alter(types.resolve("api/service.yaml"), "\nnamespace: api\n", "\nnamespace: " + namespace + "\n");
        alter(types.resolve("postgres/service.yaml"), "\nnamespace: postgres\n", "\nnamespace: " + databases() + "\n");
        alter(types.resolve("postgres/service.yaml"), ".postgres.svc", "." + databases() + ".svc");
        return types;
    }

    private static void alter(Path file, String what, String by) throws IOException {
        String before = Files.readString(file);
        assertThat(before).contains(what);
        Files.writeString(file, before.replace(what, by));
    }

    /** The namespace of the service type `postgres`. */
    String databases() {
        return namespace + "-pg";
    }

    /** And all that is in it: the next database begins with nothing. */
    void removeDatabases() {
        var namespace = admin.namespaces().withName(databases());
        namespace.delete();
        namespace.waitUntilCondition(Objects::isNull, 3, MINUTES);
    }

    /** NAME@DIGEST by name, of images that a script builds and pushes. */
    static Map<String, String> images(String script, String... names) {
        return Programs.output(SOURCES.resolve(script), names).lines().map(line -> line.split(" "))
                .collect(Collectors.toMap(words -> words[0], words -> words[1]));
    }

    static Path source(String path) {
        return SOURCES.resolve(path);
    }

    /** Takes away what the portal has made in the namespace; the customer's Secrets stay. */
    void empty() {
        if (emptied++ == 0) {
            return; // nothing is there, and a new cluster does not even know Google's kinds
        }
        Map<String, String> ours = Map.of("app.kubernetes.io/managed-by", "portal");
        admin.apps().deployments().inNamespace(namespace).withLabels(ours).delete();
        admin.autoscaling().v2().horizontalPodAutoscalers().inNamespace(namespace).withLabels(ours).delete();
        admin.policy().v1().podDisruptionBudget().inNamespace(namespace).withLabels(ours).delete();
        GOOGLE_KINDS.forEach((version, kinds) -> kinds.forEach(kind ->
                admin.genericKubernetesResources(version, kind).inNamespace(namespace).withLabels(ours).delete()));
        admin.network().v1().ingresses().inNamespace(namespace).withLabels(ours).delete();
        admin.network().v1().networkPolicies().inNamespace(namespace).withLabels(ours).delete();
        admin.services().inNamespace(namespace).withLabels(ours).delete();
        admin.configMaps().inNamespace(namespace).withLabels(ours).delete();
        admin.serviceAccounts().inNamespace(namespace).withLabels(ours).delete();
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            admin.pods().inNamespace(namespace).withGracePeriod(0).delete();
            return admin.pods().inNamespace(namespace).list().getItems().isEmpty()
                    && admin.services().inNamespace(namespace).withName("api").get() == null
                    && admin.apps().deployments().inNamespace(namespace).withName("api").get() == null;
        });
    }

    /** How often; whoever installed a service sees by it whether others were here since. */
    int emptied() {
        return emptied;
    }

    String address() {
        return admin.services().inNamespace(namespace).withName("api")
                .waitUntilCondition(service -> service != null && !service.getStatus().getLoadBalancer().getIngress().isEmpty(), 1, MINUTES)
                .getStatus().getLoadBalancer().getIngress().getFirst().getIp();
    }

    /** What Google was asked since then to do with policies at its edge: {@code insert}, {@code addRule}, {@code delete}, oldest first. */
    List<String> edgeChanges(Instant since) {
        return JsonMapper.shared().readTree(rehearsal.folder().resolve("security-policies.json").toFile()).get("operations").valueStream()
                .filter(operation -> !Instant.parse(operation.get("started").asString()).isBefore(since))
                .sorted(Comparator.comparing(operation -> Instant.parse(operation.get("started").asString())))
                .map(operation -> operation.get("verb").asString()).toList();
    }

    private void customer(String verb, String... more) {
        String[] names = {verb, namespace + "-db", namespace};
        Programs.output(SOURCES.resolve("workloads/api/testdata/customer"), Stream.concat(Stream.of(names), Stream.of(more)).toArray(String[]::new));
    }

    private void end() {
        customer("down");
        admin.namespaces().withName(databases()).delete();
        admin.close();
    }
}

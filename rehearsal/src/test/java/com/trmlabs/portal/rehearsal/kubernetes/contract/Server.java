package com.trmlabs.portal.rehearsal.kubernetes.contract;

import com.trmlabs.portal.rehearsal.director.Fault;
import com.trmlabs.portal.rehearsal.director.Fault.Kind;
import com.trmlabs.portal.rehearsal.director.Faults;
import com.trmlabs.portal.rehearsal.kubernetes.SimulatedKubernetes;
import com.trmlabs.portal.rehearsal.kubernetes.SimulatedKubernetes.Settings;
import com.trmlabs.portal.rehearsal.kubernetes.Stage;
import com.trmlabs.portal.rehearsal.kubernetes.TokenVerifier;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** An API server under the contract. */
sealed interface Server extends AutoCloseable {

    /** An image that no registry has. */
    String MISSING_IMAGE = "registry.example.com/contract/missing@sha256:0000000000000000000000000000000000000000000000000000000000000000";

    /** A client that may do everything. */
    KubernetesClient admin();

    /** A client that acts as a service account. */
    KubernetesClient as(String namespace, String serviceAccount);

    /** A container that ends as soon as it starts: image and command, as a part of YAML. */
    String crashing();

    @Override
    void close();

    /** The simulated one, in this process. */
    record Simulated(SimulatedKubernetes cluster, KubernetesClient admin) implements Server {

        static Simulated start(Path folder) {
            var faults = new Faults(Clock.systemUTC());
            faults.add(Fault.of(Kind.IMAGE_PULL).detail(MISSING_IMAGE));
            faults.add(Fault.of(Kind.CRASH_LOOP).detail("localhost/pause:crash"));
            var settings = new Settings(folder, 0, "1.35.4", Duration.ofMillis(200), false, TokenVerifier.NONE, new Stage(faults, "contract", "simulated"));
            var cluster = SimulatedKubernetes.start(settings);
            cluster.addNodes("workers", "e2-standard-2", List.of("europe-west1-b", "europe-west1-c", "europe-west1-d"), 1);
            return new Simulated(cluster, client(cluster, cluster.adminToken()));
        }

        @Override
        public KubernetesClient as(String namespace, String serviceAccount) {
            return client(cluster, cluster.token("system:serviceaccount:" + namespace + ":" + serviceAccount, Duration.ofMinutes(10)));
        }

        @Override
        public String crashing() {
            return "image: localhost/pause:crash";
        }

        private static KubernetesClient client(SimulatedKubernetes cluster, String token) {
            return Server.client(new ConfigBuilder(Config.empty()).withMasterUrl(cluster.endpoint().toString())
                    .withCaCertData(cluster.caCertificate()).withOauthToken(token));
        }

        @Override
        public void close() {
            admin.close();
            cluster.close();
        }
    }

    /** A real one, by KUBECONFIG. */
    record Real(Config config, KubernetesClient admin) implements Server {

        static Real connect() {
            var config = Config.fromKubeconfig(Path.of(System.getenv("KUBECONFIG")).toFile());
            return new Real(config, Server.client(new ConfigBuilder(config)));
        }

        @Override
        public KubernetesClient as(String namespace, String serviceAccount) {
            var request = new TokenRequestBuilder().withNewSpec().withExpirationSeconds(600L).endSpec().build();
            var token = admin.serviceAccounts().inNamespace(namespace).withName(serviceAccount).tokenRequest(request).getStatus().getToken();
            return Server.client(new ConfigBuilder(Config.empty()).withMasterUrl(config.getMasterUrl()).withCaCertData(config.getCaCertData())
                    .withCaCertFile(config.getCaCertFile()).withOauthToken(token));
        }

        @Override
        public String crashing() {
            return "image: localhost/pause:1\n          command: [/no/such/program]";
        }

        @Override
        public void close() {
            admin.close();
        }
    }

    private static KubernetesClient client(ConfigBuilder config) {
        return new KubernetesClientBuilder().withConfig(config.withRequestRetryBackoffLimit(0).withRequestTimeout(30_000).build()).build();
    }
}

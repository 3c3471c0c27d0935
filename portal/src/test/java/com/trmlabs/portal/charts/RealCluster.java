package com.trmlabs.portal.charts;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The cluster of KUBECONFIG, onboarded: its admin, and the portal under the guard. Namespaces that were made go away with it. */
final class RealCluster implements AutoCloseable {

    private static final List<String> ONBOARDING = List.of("cluster-access.yaml", "database-access.yaml", "bindings-plain.yaml", "cluster-guard.yaml");

    final KubernetesClient admin;
    final KubernetesClient portal;
    private final List<String> namespaces = new ArrayList<>();

    RealCluster() throws IOException {
        Config access = Config.fromKubeconfig(configuration().toFile());
        admin = new KubernetesClientBuilder().withConfig(access).build();
        portal = new KubernetesClientBuilder().withConfig(new ConfigBuilder(access)
            .withImpersonateUsername("system:serviceaccount:portal-access:portal-run")
            .withImpersonateGroups("system:serviceaccounts", "system:authenticated").build()).build();
        for (String part : ONBOARDING) {
            apply(Files.readString(Path.of("../k8s/onboarding", part)));
        }
    }

    static Path configuration() {
        String file = System.getenv("KUBECONFIG");
        assertThat(file).as("KUBECONFIG, the real cluster of this suite: rehearsal/cluster/cluster env").isNotNull();
        return Path.of(file);
    }

    @Override
    public void close() {
        namespaces.forEach(name -> admin.namespaces().withName(name).delete());
        namespaces.forEach(name -> admin.pods().inNamespace(name).withGracePeriod(0).delete());
        portal.close();
        admin.close();
    }

    /** What was made already stays. */
    void make(String namespace) {
        if (namespaces.contains(namespace)) {
            return;
        }
        namespaces.add(namespace);
        admin.resource(new NamespaceBuilder().withNewMetadata().withName(namespace).withLabels(Map.of(
            "app.kubernetes.io/managed-by", "portal",
            "pod-security.kubernetes.io/enforce", "restricted",
            "pod-security.kubernetes.io/warn", "restricted")).endMetadata().build()).create();
    }

    void apply(String manifest) {
        items(manifest).forEach(item -> admin.resource(item).fieldManager("customer").forceConflicts().serverSideApply());
    }

    /** As several tests use them, nobody takes them away. */
    static String googleKinds() throws IOException {
        return Files.readString(Path.of("../rehearsal/cluster/google-kinds.yaml"));
    }

    void install(List<? extends JsonNode> rendered) {
        for (JsonNode object : rendered) {
            items(object.toString()).forEach(item -> portal.resource(item).fieldManager("portal").serverSideApply());
        }
    }

    List<HasMetadata> items(String manifest) {
        return admin.load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8))).items();
    }

    /** What the command printed; it has to succeed. */
    String execute(String namespace, String pod, String container, String... command) {
        var output = new ByteArrayOutputStream();
        var errors = new ByteArrayOutputStream();
        try (var exec = admin.pods().inNamespace(namespace).withName(pod).inContainer(container).writingOutput(output).writingError(errors).exec(command)) {
            assertThat(exec.exitCode().join()).as(() -> errors.toString(StandardCharsets.UTF_8)).isZero();
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    /** Asks once, as the client by itself would ask again until it is allowed. Whether the disruption budget lets the pod go. */
    boolean evict(String namespace, String pod) {
        Config once = new ConfigBuilder(admin.getConfiguration()).withRequestRetryBackoffLimit(0).build();
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(once).build()) {
            return client.pods().inNamespace(namespace).withName(pod).evict();
        }
    }

    /** Whether the visitor of that namespace opens a connection. */
    boolean reaches(String namespace, String host, int port) {
        try (var exec = admin.pods().inNamespace(namespace).withName("visitor").writingError(new ByteArrayOutputStream())
                .exec("timeout", "3", "bash", "-c", "</dev/tcp/" + host + "/" + port)) {
            return exec.exitCode().join() == 0;
        }
    }

    /** What a namespace's visitor, being the client that it is, gets from a database in another one; a query may be a script of psql. */
    String ask(String clients, String namespace, String service, String query) {
        String authority = admin.configMaps().inNamespace(namespace).withName("postgres-ca").get().getData().get("ca.crt");
        return execute(clients, "visitor", "visitor", "bash", "-c", """
            umask 077; echo "$2" >/tmp/ca.crt; export PGPASSWORD=$(cat /run/secrets/database/password)
            psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 <<<"$3" \
              "host=$1 user=$(cat /run/secrets/database/username) sslmode=verify-full sslrootcert=/tmp/ca.crt connect_timeout=5"
            """, "ask", service + "." + namespace + ".svc", authority, query).strip();
    }

    /** A pod that waits for commands; with the account of the client api where its namespace has one. */
    static String visitor(String namespace, String image, boolean stranger) {
        return visitor(namespace, image, stranger, "api", "exposure");
    }

    static String visitor(String namespace, String image, boolean stranger, String client, String database) {
        return """
            apiVersion: v1
            kind: Pod
            metadata: {name: visitor, namespace: %s}
            spec:
              automountServiceAccountToken: false
              nodeSelector: {cloud.google.com/gke-nodepool: default}
              terminationGracePeriodSeconds: 0
              securityContext: {runAsNonRoot: true, runAsUser: 10009, fsGroup: 10009, seccompProfile: {type: RuntimeDefault}}
              containers:
                - name: visitor
                  image: %s
                  command: [sleep, infinity]
                  env: [{name: PGDATABASE, value: %s}]
                  securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                  volumeMounts: [{name: database, mountPath: /run/secrets/database}]
              volumes:
                - {name: database, secret: {secretName: %s-database, optional: %s, defaultMode: 0440}}
            """.formatted(namespace, image, database, client, stranger);
    }

    /** Of each container of a database's members when it was started, and PostgreSQL below it. */
    List<String> lives(String namespace) {
        List<Pod> members = admin.pods().inNamespace(namespace).withLabel("application", "patroni").list().getItems();
        return members.stream().flatMap(member -> Stream.concat(member.getStatus().getContainerStatuses().stream().map(ContainerStatus::getContainerID),
            Stream.of(execute(namespace, member.getMetadata().getName(), "postgres", "psql", "--tuples-only", "--command=SELECT pg_postmaster_start_time()"))))
            .sorted().toList();
    }

    /** The number of the certificate that a server shows, as somebody in that container sees it; 0 while it does not answer. */
    BigInteger shown(String namespace, String pod, String container, String address, boolean database) {
        String told = execute(namespace, pod, container, "bash", "-c",
            "timeout 5 openssl s_client -connect $1 $2 </dev/null 2>/dev/null | openssl x509 -noout -serial 2>/dev/null || echo serial=0", "shown", address, database ? "-starttls postgres" : "");
        return new BigInteger(told.strip().replaceFirst("serial=", ""), 16);
    }

    /** The number of the certificate that a Secret holds. */
    BigInteger kept(String namespace, String secret) {
        byte[] certificate = Base64.getDecoder().decode(admin.secrets().inNamespace(namespace).withName(secret).get().getData().get("tls.crt"));
        try {
            return ((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate))).getSerialNumber();
        } catch (CertificateException broken) {
            throw new AssertionError(secret + " holds no certificate", broken);
        }
    }

    /** NAME@DIGEST by name, of the database's images. */
    static Map<String, String> images(String... names) throws Exception {
        return run(Path.of("../workloads/postgres/images").toAbsolutePath().normalize(), names).lines()
            .map(line -> line.split(" ")).collect(Collectors.toMap(line -> line[0], line -> line[1]));
    }

    static String run(Path program, String... arguments) throws Exception {
        List<String> command = Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList();
        Path log = Files.createTempFile(program.getFileName().toString(), ".log");
        Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        assertThat(code).as("%s: %s%s", command, output, Files.readString(log)).isZero();
        Files.delete(log);
        return output;
    }
}
